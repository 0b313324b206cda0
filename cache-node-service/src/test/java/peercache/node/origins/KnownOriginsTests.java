package peercache.node.origins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.OriginId;
import peercache.api.OriginStatus;
import peercache.node.registry.RegistryAwayException;

class KnownOriginsTests {
  private static final OriginId DOCS = new OriginId("docs");
  private static final OriginId GAMES = new OriginId("games");
  private static final URI SOMEWHERE = URI.create("http://origin.example:8081");
  private static final URI ELSEWHERE = URI.create("https://elsewhere.example/base");

  @TempDir Path directory;
  private final List<OriginStatus> registered = new ArrayList<>();
  private boolean away;
  private int asked;
  private Instant now = Instant.EPOCH;

  @Test
  void believesTheConfigurationBeforeTheRegistry() {
    registered.add(origin(DOCS, SOMEWHERE));
    var origins = known(Map.of(DOCS, ELSEWHERE));
    origins.refresh();
    assertThat(origins.baseUri(DOCS)).contains(ELSEWHERE);
  }

  @Test
  void asksTheRegistryAtOnceForAnOriginThatIsNew() {
    var origins = known(Map.of());
    origins.refresh();
    registered.add(origin(DOCS, SOMEWHERE));
    now = now.plus(KnownOrigins.UNKNOWN_FOR);
    assertThat(origins.baseUri(DOCS)).contains(SOMEWHERE);
  }

  @Test
  void asksOnceASecondHoweverManyUnknownOriginsAreNamed() {
    var origins = known(Map.of());
    for (int i = 0; i < 100; i++) {
      assertThat(origins.baseUri(new OriginId("unknown-" + i))).isEmpty();
    }
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void doesNotAskARegistryThatIsAwayForEachRequest() {
    away = true;
    var origins = known(Map.of());
    assertThat(origins.baseUri(DOCS)).isEmpty();
    assertThat(origins.baseUri(DOCS)).isEmpty();
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void remembersAcrossARestartWithoutARegistry() {
    registered.add(origin(DOCS, SOMEWHERE));
    registered.add(origin(GAMES, ELSEWHERE));
    known(Map.of()).refresh();
    away = true;
    var restarted = known(Map.of());
    restarted.refresh();
    assertThat(restarted.baseUri(DOCS)).contains(SOMEWHERE);
    assertThat(restarted.baseUri(GAMES)).contains(ELSEWHERE);
  }

  @Test
  void followsAnOriginThatMoves() {
    registered.add(origin(DOCS, SOMEWHERE));
    var origins = known(Map.of());
    origins.refresh();
    registered.set(0, origin(DOCS, ELSEWHERE));
    origins.refresh();
    assertThat(origins.baseUri(DOCS)).contains(ELSEWHERE);
  }

  @Test
  void leavesOutWhatIsDamagedInTheFile() throws IOException {
    Files.writeString(
        directory.resolve("origins"), "docs http://a.example\n\0\0\0\nGames http://x\nnoise\n");
    away = true;
    var origins = known(Map.of());
    assertThat(origins.baseUri(DOCS)).contains(URI.create("http://a.example"));
  }

  @Test
  void givesBaseUrisWithoutATrailingSlash() {
    var origins = known(Map.of(DOCS, URI.create("http://a.example/")));
    assertThat(origins.baseUri(DOCS)).contains(URI.create("http://a.example"));
  }

  @Test
  void ignoresAnAddressThatCannotBeOne() {
    registered.add(origin(DOCS, URI.create("file:///etc/passwd")));
    assertThat(known(Map.of()).baseUri(DOCS)).isEmpty();
  }

  private KnownOrigins known(Map<OriginId, URI> configured) {
    return new KnownOrigins(
        configured, this::registry, new OriginsFile(directory.resolve("origins")), clock());
  }

  private List<OriginStatus> registry() {
    asked++;
    if (away) {
      throw new RegistryAwayException("away", new IOException());
    }
    return List.copyOf(registered);
  }

  private Clock clock() {
    InstantSource source = () -> now;
    return source.withZone(ZoneOffset.UTC);
  }

  private static OriginStatus origin(OriginId id, URI uri) {
    return new OriginStatus(id, uri, Instant.EPOCH, null);
  }
}
