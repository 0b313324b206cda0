package peercache.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.DoubleAdder;
import org.junit.jupiter.api.Test;

class ThroughputTests {
  private static final Instant START = Instant.EPOCH;
  private final DoubleAdder total = new DoubleAdder();
  private final Throughput throughput = new Throughput(total::sum, START);

  @Test
  void averagesSinceTheLastLook() {
    total.add(3_000);
    assertThat(throughput.bytesPerSecond(START.plusSeconds(3))).isEqualTo(1_000);
    total.add(500);
    assertThat(throughput.bytesPerSecond(START.plusSeconds(4))).isEqualTo(500);
    assertThat(throughput.bytesPerSecond(START.plusSeconds(9))).isZero();
  }

  @Test
  void isNeverNegativeOrInfinite() {
    total.add(500);
    assertThat(throughput.bytesPerSecond(START)).isZero();
    total.add(-500);
    assertThat(throughput.bytesPerSecond(START.plusSeconds(1))).isZero();
  }
}
