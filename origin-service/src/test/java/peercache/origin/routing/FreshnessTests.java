package peercache.origin.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTests {
  @ParameterizedTest
  @CsvSource({
    "0, true, false, USE",
    "499, true, false, USE",
    "500, true, false, REFRESH",
    "999, true, false, REFRESH",
    "1000, true, false, ASK",
    "0, true, true, REFRESH",
    "1000, true, true, ASK",
    "0, false, false, USE",
    "0, false, true, REFRESH",
    "249, false, false, USE",
    "250, false, false, ASK"
  })
  void ofAge(long millis, boolean anyHolder, boolean outgrown, Freshness expected) {
    assertThat(Freshness.of(Duration.ofMillis(millis), anyHolder, outgrown)).isEqualTo(expected);
  }
}
