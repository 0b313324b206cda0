package peercache.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoldingsChecksumTests {
  private static final VersionId A = new VersionId("a1".repeat(32));
  private static final VersionId B = new VersionId("0b".repeat(32));

  @Test
  void isTheSameInWhateverOrderAndWhateverCameAndWent() {
    var ab = HoldingsChecksum.NONE.toggle(A).toggle(B);

    assertThat(HoldingsChecksum.NONE.toggle(B).toggle(A)).isEqualTo(ab);
    assertThat(ab.toggle(B)).isEqualTo(HoldingsChecksum.NONE.toggle(A));
    assertThat(ab.toggle(B).toggle(A)).isEqualTo(HoldingsChecksum.NONE);
  }

  @Test
  void isWrittenAsSixteenDigits() {
    var a = HoldingsChecksum.NONE.toggle(A);

    assertThat(a).hasToString("a1a1a1a1a1a1a1a1");
    assertThat(HoldingsChecksum.parse(a.toString())).isEqualTo(a);
    assertThat(HoldingsChecksum.NONE).hasToString("0000000000000000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "A1A1A1A1A1A1A1A1", "a1a1a1a1a1a1a1a", "-1a1a1a1a1a1a1a1"})
  void nothingElseIsRead(String bad) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HoldingsChecksum.parse(bad))
        .withMessageContaining("16 lower-case hex digits");
  }
}
