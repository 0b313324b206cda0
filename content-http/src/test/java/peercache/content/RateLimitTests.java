package peercache.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTests {
  private static final int RATE = 1 << 20;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** Close to where it overflows, as the system's may be. */
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - SECOND);

  private final RateLimit limit = new RateLimit(RATE, clock::get);

  /** Passes chunks of one transfer, each as soon as it may; the time it took. */
  private long pass(long bytes) {
    long began = clock.get();
    for (long left = bytes; left > 0; left -= limit.chunk()) {
      passOne((int) Math.min(left, limit.chunk()));
    }
    return clock.get() - began;
  }

  private void passOne(int bytes) {
    clock.addAndGet(limit.nanosUntil(limit.reserve(bytes)));
  }

  @Test
  void passesWhatTheRateAllowsAndTheBurst() {
    assertThat(pass(10L * RATE + limit.burst())).isCloseTo(10 * SECOND, within(SECOND / 1_000));
  }

  @Test
  void timersThatAreLateCostNoBandwidth() {
    long began = clock.get();
    for (int i = 0; i < 640; i++) {
      passOne(limit.chunk());
      clock.addAndGet(SECOND / 200);
    }
    assertThat(clock.get() - began).isCloseTo(10 * SECOND, within(SECOND / 10));
  }

  @Test
  void aLongRestIsNotSavedUp() {
    pass(RATE);
    clock.addAndGet(3_600 * SECOND);
    assertThat(pass(RATE + limit.burst())).isCloseTo(SECOND, within(SECOND / 1_000));
  }

  @Test
  void transfersTakeTurns() {
    pass(limit.burst());
    long now = clock.get();
    long first = limit.reserve(limit.chunk()) - now;
    long second = limit.reserve(limit.chunk()) - now;
    long firstAgain = limit.reserve(limit.chunk()) - now;

    assertThat(second - first).isCloseTo(SECOND / 64, within(2L));
    assertThat(firstAgain - second).isCloseTo(SECOND / 64, within(2L));
  }

  @Test
  void whatIsGivenBackOthersCanHave() {
    pass(limit.burst());
    long before = limit.backlogNanos();
    limit.reserve(limit.chunk());
    assertThat(limit.backlogNanos()).isGreaterThan(before);

    limit.giveBack(limit.chunk());
    assertThat(limit.backlogNanos()).isEqualTo(before);
  }

  @Test
  void nothingWaitsWhereNothingWasReserved() {
    assertThat(limit.backlogNanos()).isZero();
    clock.addAndGet(SECOND);
    assertThat(limit.backlogNanos()).isZero();
  }

  @Test
  void eachTurnIsShortAtAnyRate() {
    assertThat(new RateLimit(RateLimit.MIN_BYTES_PER_SECOND, clock::get).chunk()).isEqualTo(1_024);
    assertThat(limit.chunk()).isEqualTo(16 * 1_024);
    assertThat(new RateLimit(Long.MAX_VALUE, clock::get).chunk()).isEqualTo(1 << 20);
  }

  @Test
  void refusesWhatWouldBlockForEver() {
    assertThatThrownBy(() -> new RateLimit(RateLimit.MIN_BYTES_PER_SECOND - 1, clock::get))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limit.reserve(limit.chunk() + 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> limit.reserve(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
