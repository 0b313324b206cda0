package peercache.registry.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmnestyTests {
  @ParameterizedTest
  @CsvSource(
      useHeadersInDisplayName = true,
      textBlock =
          """
          silence, lease, due
          # Beats come twice a second; one that is late costs no node its lease.
          PT0.5S,  PT3S,  false
          PT1.5S,  PT3S,  false
          PT1.6S,  PT3S,  true
          PT30S,   PT3S,  true
          PT10M,   PT3S,  true
          # What was true so long ago is worth nothing, as after an old backup was restored.
          PT10M1S, PT3S,  false
          PT24H,   PT3S,  false
          PT20S,   PT1H,  false
          """)
  void leasesThatEndedWhileNobodyLookedAreGivenBack(Duration silence, Duration lease, boolean due) {
    assertThat(Amnesty.isDue(silence, lease)).isEqualTo(due);
  }
}
