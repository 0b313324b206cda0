package peercache.registry.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeasePropertiesTests {
  @Test
  void statesTheRhythm() {
    var lease =
        new LeaseProperties(Duration.ofSeconds(3), Duration.ofSeconds(1)).lease(true, List.of());

    assertThat(lease.renewEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(lease.inventoryWanted()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"PT3S, PT1.5S", "PT3S, PT4S", "PT3S, PT0S", "PT3S, PT-1S"})
  void oneLostRenewalMustDoNoHarm(Duration lease, Duration renewEvery) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LeaseProperties(lease, renewEvery))
        .withMessageContaining("peercache.registry.renew-every");
  }
}
