package peercache.registry.complaint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ComplaintPropertiesTests {
  @Test
  void areBounded() {
    assertThat(new ComplaintProperties(Duration.ofMinutes(1), 1).maxPerNode()).isEqualTo(1);
    assertThatThrownBy(() -> new ComplaintProperties(Duration.ZERO, 1))
        .hasMessageContaining("believed-for");
    assertThatThrownBy(() -> new ComplaintProperties(Duration.ofMinutes(1), 0))
        .hasMessageContaining("max-per-node");
    assertThatThrownBy(() -> new ComplaintProperties(Duration.ofMinutes(1), 10_001))
        .hasMessageContaining("max-per-node");
  }
}
