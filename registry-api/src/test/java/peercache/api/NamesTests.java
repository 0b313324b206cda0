package peercache.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTests {
  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a_b", "a.b", "a/b", "ä", " "})
  void idsKeepToTheirGrammar(String bad) {
    assertThatIllegalArgumentException().isThrownBy(() -> new NodeId(bad));
    assertThatIllegalArgumentException().isThrownBy(() -> new OriginId(bad));
  }

  @Test
  void idsAreAtMost63Characters() {
    assertThat(new NodeId("a".repeat(63)).value()).hasSize(63);
    assertThatIllegalArgumentException().isThrownBy(() -> new NodeId("a".repeat(64)));
  }

  @Test
  void aVersionIdIsItsDigestInLowerCaseHex() {
    byte[] digest = new byte[32];
    digest[0] = (byte) 0xab;

    var id = VersionId.of(digest);

    assertThat(id.hex()).startsWith("ab00").hasSize(64);
    assertThat(id.sha256()).isEqualTo(digest);
    assertThatIllegalArgumentException().isThrownBy(() -> new VersionId("AB".repeat(32)));
    assertThatIllegalArgumentException().isThrownBy(() -> new VersionId("ab".repeat(31)));
  }

  @Test
  void aZoneIsAPathFromItsRegion() {
    assertThat(new Zone("eu/fra/rack-7").region()).isEqualTo("eu");
    assertThat(new Zone("eu").sameRegionAs(new Zone("eu/fra"))).isTrue();
    assertThat(new Zone("eu").sameRegionAs(new Zone("eu-2"))).isFalse();
    for (var bad : List.of("", "/", "eu/", "/eu", "eu//fra", "EU", "a/".repeat(8) + "a")) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Zone(bad));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ftp://host",
        "http:///",
        "/only/a/path",
        "http://u:p@h",
        "http://h?q",
        "http://h#f"
      })
  void aBaseUriIsPlainHttp(String bad) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OriginJoin(URI.create(bad), null, null))
        .withMessageStartingWith("baseUri must be");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new OriginJoin(URI.create("http://h"), URI.create(bad), null))
        .withMessageStartingWith("internalUri must be");
  }

  @Test
  void aBaseUriLosesItsTrailingSlash() {
    assertThat(new OriginJoin(URI.create("http://h:8081/"), null, null).baseUri())
        .isEqualTo(URI.create("http://h:8081"));
  }

  @Test
  void messagesQuoteForeignTextBounded() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NodeId("\u0007" + "x".repeat(500)))
        .withMessageEndingWith("'\uFFFD" + "x".repeat(79) + "…'");
  }
}
