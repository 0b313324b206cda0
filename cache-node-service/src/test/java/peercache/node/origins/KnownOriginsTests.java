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
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.OriginId;
import peercache.api.OriginKey;
import peercache.api.OriginStatus;
import peercache.node.registry.RegistryAwayException;

class KnownOriginsTests {
  private static final OriginId DOCS = new OriginId("docs");
  private static final OriginId GAMES = new OriginId("games");
  private static final URI SOMEWHERE = URI.create("http://origin.example:8081");
  private static final URI ELSEWHERE = URI.create("https://elsewhere.example/base");

  private static final OriginKey KEY =
      new OriginKey("MCowBQYDK2VwAyEAPvPQUUniUZYNEAZO9F/7zl2SDc3xDHLufWFQAmpFsGo=");

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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void knowsWhereCallersReachAnOriginAndWhereNodesDo(boolean signs) {
    var key = signs ? KEY : null;
    registered.add(new OriginStatus(DOCS, SOMEWHERE, ELSEWHERE, Instant.EPOCH, key));
    var origins = known(Map.of());
    origins.refresh();
    assertThat(origins.baseUri(DOCS)).contains(ELSEWHERE);
    assertThat(origins.uriForCallers(DOCS)).contains(SOMEWHERE);
    away = true;

    var restarted = known(Map.of());

    assertThat(restarted.baseUri(DOCS)).contains(ELSEWHERE);
    assertThat(restarted.uriForCallers(DOCS)).contains(SOMEWHERE);
    assertThat(restarted.key(DOCS)).isEqualTo(Optional.ofNullable(key));
  }

  @Test
  void believesTheConfigurationForCallersToo() {
    registered.add(new OriginStatus(DOCS, SOMEWHERE, SOMEWHERE, Instant.EPOCH, null));
    var origins = known(Map.of(DOCS, ELSEWHERE));
    origins.refresh();
    assertThat(origins.baseUri(DOCS)).contains(ELSEWHERE);
    assertThat(origins.uriForCallers(DOCS)).contains(ELSEWHERE);
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
        directory.resolve("origins"),
        "docs http://a.example\nother http://b.example nokey\n\0\0\0\nGames http://x\nnoise\n");
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
    registered.add(new OriginStatus(GAMES, SOMEWHERE, URI.create("ftp://x"), Instant.EPOCH, null));
    assertThat(known(Map.of()).baseUri(DOCS)).isEmpty();
    assertThat(known(Map.of()).baseUri(GAMES)).isEmpty();
  }

  @Test
  void remembersKeysAcrossARestartWithoutARegistry() {
    registered.add(new OriginStatus(DOCS, SOMEWHERE, null, Instant.EPOCH, KEY));
    registered.add(origin(GAMES, ELSEWHERE));
    known(Map.of()).refresh();
    away = true;

    var restarted = known(Map.of(DOCS, ELSEWHERE));

    assertThat(restarted.key(DOCS)).contains(KEY);
    assertThat(restarted.key(GAMES)).isEmpty();
    assertThat(restarted.baseUri(GAMES)).contains(ELSEWHERE);
  }

  @Test
  void takesTheKeyThatTheRegistrySaysLast() {
    var origins = known(Map.of());
    assertThat(origins.key(DOCS)).isEmpty();
    registered.add(new OriginStatus(DOCS, SOMEWHERE, null, Instant.EPOCH, KEY));
    origins.refresh();
    assertThat(origins.key(DOCS)).contains(KEY);
    registered.set(0, origin(DOCS, SOMEWHERE));
    origins.refresh();
    assertThat(origins.key(DOCS)).isEmpty();
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
    return new OriginStatus(id, uri, null, Instant.EPOCH, null);
  }
}
