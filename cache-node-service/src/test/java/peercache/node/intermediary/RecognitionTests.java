package peercache.node.intermediary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.FilePath;
import peercache.api.OriginId;

class RecognitionTests {
  private static final OriginId DOCS = new OriginId("docs");
  private final Recognition recognition = new Recognition("node-1", 4, "docs.example");

  @ParameterizedTest
  @CsvSource({
    "GET, /files/a.iso, , a.iso",
    "HEAD, /files/a.iso, , a.iso",
    "GET, /files/b/%C3%A9%20x, , b/é x",
    "GET, /files/a.iso, cache=buster, a.iso",
    "GET, /files/a.iso, directory=1, a.iso",
  })
  void takesAFileForAFile(String method, String path, @Nullable String query, String file) {
    assertThat(decide(request(method, path).query(query)))
        .isEqualTo(new Intent.FileOf(DOCS, new FilePath(file)));
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /files/a.iso,",
    "DELETE, /files/a.iso,",
    "POST, /files/a.iso,",
    "OPTIONS, *,",
    "PROPFIND, /files/a.iso,",
    "GET, /files/,",
    "GET, /files/dir/,",
    "GET, /files,",
    "GET, /,",
    "GET, /explain/a.iso, client=10.0.0.1",
    "GET, /versions/abc,",
    "GET, /files/a.iso, direct",
    "GET, /files/a.iso, x=1&direct=",
    "GET, /files/a.iso, metalink",
    "GET, /files/a.iso, exclude=node-1",
    "GET, /files/../etc/passwd,",
    "GET, /files/a%2Fb,",
    "GET, /files/%zz,",
    "GET, /files/a//b,",
  })
  void passesOnEverythingElse(String method, String path, @Nullable String query) {
    assertThat(decide(request(method, path).query(query))).isEqualTo(new Intent.Other(DOCS));
  }

  @Test
  void passesOnWhatCarriesCredentialsOrWantsAMetalink() {
    assertThat(decide(request("GET", "/files/a").credentials())).isEqualTo(new Intent.Other(DOCS));
    assertThat(decide(request("GET", "/files/a").accept("application/metalink4+xml")))
        .isEqualTo(new Intent.Other(DOCS));
  }

  @Test
  void servesAClientThatTakesAMetalinkAndTheFileAlike() {
    assertThat(decide(request("GET", "/files/a").accept("*/*,application/metalink4+xml")))
        .isEqualTo(new Intent.FileOf(DOCS, new FilePath("a")));
  }

  @Test
  void leavesOtherHostsToTheNodeItself() {
    assertThat(decide(request("GET", "/files/a").foreign())).isEqualTo(new Intent.OwnRoute());
    assertThat(decide(request("GET", "/x").foreign().absolute().toThisNode()))
        .isEqualTo(new Intent.OwnRoute());
  }

  @Test
  void isNoProxyToAnybodyElse() {
    var refused = refused(request("GET", "/x").foreign().absolute());
    assertThat(refused.problem().status()).isEqualTo(403);
    assertThat(refused.problem().detail()).contains("docs.example", "asked.example");
  }

  @Test
  void neverTunnels() {
    for (var asked : List.of(request("CONNECT", ""), request("CONNECT", "").foreign())) {
      var refused = refused(asked);
      assertThat(refused.problem().status()).isEqualTo(405);
      assertThat(refused.problem().detail()).contains("not tunnel");
      assertThat(refused.allow()).contains("GET").doesNotContain("CONNECT");
    }
  }

  @Test
  void neverTraces() {
    assertThat(refused(request("TRACE", "/files/a")).problem().status()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.1 node-1", "1.1 other, 1.1 NODE-1 (x)", "1 a, 1 b, 1 c, 1 d, 1 e"})
  void refusesLoops(String via) {
    assertThat(refused(request("GET", "/files/a").via(via)).problem().status()).isEqualTo(508);
    assertThat(refused(request("PUT", "/files/a").via(via)).problem().status()).isEqualTo(508);
  }

  @Test
  void allowsAsManyHopsAsConfigured() {
    assertThat(decide(request("GET", "/files/a").via("1 a, 1 b, 1 c, 1 d")))
        .isInstanceOf(Intent.FileOf.class);
  }

  @Test
  void refusesTargetsThatParsersReadDifferently() {
    assertThat(refused(request("GET", "//evil.example/files/a")).problem().status()).isEqualTo(400);
    assertThat(refused(request("GET", "/files/a").fragment()).problem().status()).isEqualTo(400);
    assertThat(refused(request("GET", "/files/\uFFFD")).problem().status()).isEqualTo(400);
    assertThat(refused(request("GET", "/files/a").absolute().userInfo()).problem().status())
        .isEqualTo(400);
  }

  private Intent decide(Builder asked) {
    return recognition.decide(asked.build());
  }

  private Intent.Refused refused(Builder asked) {
    return (Intent.Refused) decide(asked);
  }

  private static Builder request(String method, String path) {
    return new Builder(method, path);
  }

  private static final class Builder {
    private final String method;
    private final String path;
    private @Nullable OriginId origin = DOCS;
    private @Nullable String query;
    private boolean absolute;
    private boolean toThisNode;
    private boolean userInfo;
    private boolean fragment;
    private boolean credentials;
    private List<String> accept = List.of();
    private List<String> via = List.of();

    Builder(String method, String path) {
      this.method = method;
      this.path = path;
    }

    Builder query(@Nullable String value) {
      query = value;
      return this;
    }

    Builder foreign() {
      origin = null;
      return this;
    }

    Builder absolute() {
      absolute = true;
      return this;
    }

    Builder toThisNode() {
      toThisNode = true;
      return this;
    }

    Builder userInfo() {
      userInfo = true;
      return this;
    }

    Builder fragment() {
      fragment = true;
      return this;
    }

    Builder credentials() {
      credentials = true;
      return this;
    }

    Builder accept(String value) {
      accept = List.of(value);
      return this;
    }

    Builder via(String value) {
      via = List.of(value);
      return this;
    }

    Asked build() {
      return new Asked(
          method,
          origin,
          "asked.example",
          absolute,
          toThisNode,
          userInfo,
          path,
          query,
          fragment,
          credentials,
          accept,
          via);
    }
  }
}
