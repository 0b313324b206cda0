package peercache.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9530 section 4. */
class WantedDigestTests {
  @ParameterizedTest
  @ValueSource(
      strings = {"sha-256=0", "sha-512=3, sha-256=0", "sha-256=5, sha-256=0", " sha-256=0;a=b "})
  void aWeightOfZeroRefuses(String value) {
    assertThat(WantedDigest.isRefused(List.of(value))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha-256=1",
        "sha-256=10",
        "sha-512=0",
        "md5=10",
        "sha-256",
        "sha-256=x",
        "SHA-256=0",
        "sha-256=0, sha-256=5",
        "=,;"
      })
  void anythingElseDoesNot(String value) {
    assertThat(WantedDigest.isRefused(List.of(value))).isFalse();
  }

  @Test
  void severalLinesAreOneList() {
    assertThat(WantedDigest.isRefused(List.of("sha-256=0", "sha-512=1"))).isTrue();
  }
}
