package peercache.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTests {
  @Test
  void doublesUpToItsLimitWithJitterInTheUpperHalf() {
    var backoff = new Backoff(new Random(1));
    for (long ceiling : new long[] {200, 400, 800, 1_600, 2_000, 2_000}) {
      assertThat(backoff.next())
          .isBetween(Duration.ofMillis(ceiling / 2), Duration.ofMillis(ceiling));
    }
  }

  @Test
  void startsAgainAfterASuccess() {
    var backoff = new Backoff(new Random(1));
    backoff.next();
    backoff.next();
    backoff.reset();
    assertThat(backoff.next()).isLessThanOrEqualTo(Backoff.MIN);
  }
}
