package peercache.origin.publishing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.VersionId;

class ExpectedDigestTests {
  private static final String GOOD =
      "sha-256=:" + Base64.getEncoder().encodeToString(new byte[32]) + ":";
  private static final VersionId ZERO = VersionId.of(new byte[32]);

  @Test
  void readsTheDigestItKnowsAmongOthers() {
    assertThat(ExpectedDigest.of(List.of(GOOD))).contains(ZERO);
    assertThat(ExpectedDigest.of(List.of("sha-512=:AAAA:, " + GOOD + ";x=1"))).contains(ZERO);
    assertThat(ExpectedDigest.of(List.of(GOOD, GOOD))).contains(ZERO);
  }

  @Test
  void promisesNothingWithoutOne() {
    assertThat(ExpectedDigest.of(List.of())).isEmpty();
    assertThat(ExpectedDigest.of(List.of("sha-512=:AAAA:"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "sha-256", "sha-256=AAAA", "sha-256=:AAAA:", "sha-256=:%%:", "sha-256=:", ","})
  void refusesWhatCannotBeRead(String value) {
    assertThatThrownBy(() -> ExpectedDigest.of(List.of(value)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesTwoDifferentPromises() {
    byte[] other = new byte[32];
    other[0] = 1;
    String second = "sha-256=:" + Base64.getEncoder().encodeToString(other) + ":";
    assertThatThrownBy(() -> ExpectedDigest.of(List.of(GOOD, second)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
