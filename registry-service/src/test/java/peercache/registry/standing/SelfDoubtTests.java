package peercache.registry.standing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelfDoubtTests {
  @ParameterizedTest
  @CsvSource(
      useHeadersInDisplayName = true,
      textBlock =
          """
          members, silent, failing, silenceDoubted, checksDoubted
          0,       0,      0,       false,          false
          10,      0,      0,       false,          false
          # Half is not more than half.
          10,      5,      5,       false,          false
          10,      6,      0,       true,           false
          10,      0,      6,       false,          true
          10,      10,     10,      true,           true
          # A single node may be silent because of the registry; that it fails alone shows nothing.
          1,       1,      1,       true,           false
          2,       2,      2,       true,           false
          3,       2,      2,       true,           false
          3,       3,      3,       true,           true
          """)
  void doubtsItselfWhenMostNodesSeemDeadAtOnce(
      int members, int silent, int failing, boolean silenceDoubted, boolean checksDoubted) {
    assertThat(SelfDoubt.of(members, silent, failing))
        .isEqualTo(new SelfDoubt(silenceDoubted, checksDoubted));
  }
}
