package peercache.registry.holding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peercache.registry.holding.ReportState.Progress;

class ReportOutcomeTests {
  @ParameterizedTest
  @CsvSource({
    "1, 0, Applied",
    "8, 7, Applied",
    "7, 7, Repeated",
    "1, 7, Repeated",
    "9, 7, Gap",
    "2, 0, Gap"
  })
  void onlyTheNextNumberIsApplied(long number, long last, String expected) {
    var outcome = ReportOutcome.of(number, new Progress(1, 1, last, true, 0, 0, last));

    assertThat(outcome.getClass().getSimpleName()).isEqualTo(expected);
  }
}
