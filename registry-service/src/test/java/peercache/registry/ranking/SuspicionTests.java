package peercache.registry.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuspicionTests {
  @ParameterizedTest
  @CsvSource({
    // of this version, nodes that complained | what it amounts to
    "false, 0, NONE",
    "false, 1, NONE",
    "false, 2, AS_SOURCE",
    "false, 9, AS_SOURCE",
    "true,  1, OF_THIS_VERSION",
    "true,  2, OF_THIS_VERSION",
  })
  void oneWordCountsForItsVersionAndSeveralForAllFills(
      boolean ofThisVersion, int complainers, Suspicion expected) {
    assertThat(Suspicion.of(ofThisVersion, complainers)).isEqualTo(expected);
  }
}
