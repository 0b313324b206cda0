package peercache.node.membership;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after each failure in a row: from {@link #MIN}, doubled each time, to {@link
 * #MAX}; each anywhere in the upper half, so that nodes that failed together do not come back
 * together. Not thread-safe.
 */
final class Backoff {
  static final Duration MIN = Duration.ofMillis(200);
  static final Duration MAX = Duration.ofSeconds(2);
  private final RandomGenerator random;
  private long nextMillis = MIN.toMillis();

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  Duration next() {
    long ceiling = nextMillis;
    nextMillis = Math.min(MAX.toMillis(), nextMillis * 2);
    return Duration.ofMillis(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
  }

  void reset() {
    nextMillis = MIN.toMillis();
  }
}
