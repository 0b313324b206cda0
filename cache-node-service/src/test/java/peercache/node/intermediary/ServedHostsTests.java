package peercache.node.intermediary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peercache.api.OriginId;

class ServedHostsTests {
  private static final OriginId DOCS = new OriginId("docs");
  private static final OriginId GAMES = new OriginId("games");
  private static final Set<Authority> OWN =
      Set.of(Authority.parse("node.example:8082"), Authority.parse("10.0.0.7:8082"));
  private final ServedHosts hosts =
      new ServedHosts(
          Map.of(
              DOCS, List.of("docs.example", "docs.example:8082", "[::1]:8082"),
              GAMES, List.of("games.example:9000")),
          OWN);

  @ParameterizedTest
  @CsvSource({
    "http, docs.example, -1, docs",
    "http, docs.example, 80, docs",
    "https, docs.example, 443, docs",
    "https, docs.example, 80,",
    "http, docs.example, 8082, docs",
    "http, docs.example, 8083,",
    "http, DOCS.example., 8082, docs",
    "http, [::1], 8082, docs",
    "http, [0:0::1], 8082, docs",
    "http, games.example, 9000, games",
    "http, games.example, -1,",
    "http, other.example, -1,",
    "http, xdocs.example, -1,",
    "http, node.example, 8082,",
  })
  void findsAnOriginByHostAndPort(String scheme, String host, int port, @Nullable String origin) {
    assertThat(hosts.find(scheme, host, port))
        .isEqualTo(origin == null ? null : new OriginId(origin));
  }

  @Test
  void namesAllHostsForPeople() {
    assertThat(hosts)
        .hasToString("[0:0:0:0:0:0:0:1]:8082, docs.example, docs.example:8082, games.example:9000");
  }

  @Test
  void refusesAHostThatIsTheNodeItself() {
    assertRefused(Map.of(DOCS, List.of("NODE.example:8082")), "own routes");
    assertRefused(Map.of(DOCS, List.of("10.0.0.7:8082")), "own routes");
  }

  @Test
  void refusesAHostOfTwoOrigins() {
    assertRefused(Map.of(DOCS, List.of("a.example"), GAMES, List.of("a.example:80")), "belongs to");
  }

  @Test
  void saysWhichPropertyIsWrong() {
    assertRefused(
        Map.of(DOCS, List.of("http://a.example/")), "peercache.node.intermediary.hosts.docs");
  }

  private static void assertRefused(Map<OriginId, List<String>> hosts, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ServedHosts(hosts, OWN))
        .withMessageContaining(message);
  }
}
