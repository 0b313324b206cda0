package peercache.registry.standing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DampingTests {
  @ParameterizedTest
  @CsvSource(
      useHeadersInDisplayName = true,
      textBlock =
          """
          losses, secondsBetween, suppressed
          1,      0,              false
          3,      0,              false
          4,      0,              true
          # One in half a minute, for long enough.
          4,      30,             false
          9,      30,             true
          # A restart now and then is no flapping.
          100,    60,             false
          100,    3600,           false
          """)
  void manyLossesInAShortTimeAreTooMany(int losses, int secondsBetween, boolean suppressed) {
    var damping = Damping.NONE;
    for (int i = 0; i < losses; i++) {
      damping = damping.after(Duration.ofSeconds(secondsBetween)).loss();
    }

    assertThat(damping.suppressed()).isEqualTo(suppressed);
  }

  @Test
  void theQuietTimeGrowsWithTheLossesUpToABound() {
    var damping = Damping.NONE;
    Duration before = Duration.ZERO;
    for (int losses = 1; losses <= 12; losses++) {
      damping = damping.loss();
      if (losses >= 4) {
        assertThat(damping.quiet()).isGreaterThan(before);
      }
      before = damping.quiet();
    }
    for (int i = 0; i < 1_000; i++) {
      damping = damping.loss();
    }
    assertThat(damping.quiet()).isEqualTo(Duration.ofMinutes(4));
  }

  @Test
  void halvesWithTimeAndEndsWhenItIsLowEnough() {
    var damping = new Damping(4_000, true);

    assertThat(damping.after(Damping.HALF_LIFE).penalty()).isEqualTo(2_000, within(0.001));
    assertThat(damping.after(Damping.HALF_LIFE).suppressed()).isTrue();
    assertThat(damping.after(damping.quiet().minusMillis(10)).suppressed()).isTrue();
    assertThat(damping.after(damping.quiet().plusMillis(10)).suppressed()).isFalse();
    assertThat(damping.after(Duration.ofDays(1)).quiet()).isZero();
  }

  @Test
  void aClockThatWentBackAddsNothing() {
    assertThat(new Damping(1_000, false).after(Duration.ofMinutes(-1)).penalty()).isEqualTo(1_000);
  }
}
