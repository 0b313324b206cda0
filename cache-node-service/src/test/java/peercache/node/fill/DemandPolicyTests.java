package peercache.node.fill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandPolicyTests {
  @ParameterizedTest
  @CsvSource({
    // pieces, asked for, all of them wanted
    "0,    0,    true",
    "1,    1,    true",
    "4,    1,    true",
    "5,    1,    false",
    "5,    2,    true",
    "40,   1,    false",
    "40,   9,    false",
    "40,   10,   true",
    "40,   40,   true",
    "4096, 1023, false",
    "4096, 1024, true"
  })
  void theRestComesWithFewPiecesOrAQuarterAskedFor(int pieces, int asked, boolean whole) {
    var some = new BitSet();
    some.set(pieces - asked, pieces);

    assertThat(DemandPolicy.wantsWhole(pieces, some)).isEqualTo(whole);
  }
}
