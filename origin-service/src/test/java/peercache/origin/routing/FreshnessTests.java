package peercache.origin.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTests {
  @ParameterizedTest
  @CsvSource({
    "0, true, USE",
    "499, true, USE",
    "500, true, REFRESH",
    "999, true, REFRESH",
    "1000, true, ASK",
    "0, false, USE",
    "249, false, USE",
    "250, false, ASK"
  })
  void ofAge(long millis, boolean anyHolder, Freshness expected) {
    assertThat(Freshness.of(Duration.ofMillis(millis), anyHolder)).isEqualTo(expected);
  }
}
