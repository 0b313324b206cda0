package peercache.node.limits;

import org.jspecify.annotations.Nullable;
import peercache.content.RateLimit;

/**
 * What all fills together may receive. Whoever has received something waits until it may receive
 * more, and the sender with it, as its socket fills up. Thread-safe.
 */
public final class Intake {
  private final @Nullable RateLimit limit;

  Intake(@Nullable RateLimit limit) {
    this.limit = limit;
  }

  /**
   * How much is to be received at once, for the sake of those who take turns.
   *
   * @param max without a limit
   */
  public int chunk(int max) {
    return limit == null ? max : Math.min(max, limit.chunk());
  }

  /**
   * Blocks for as long as the bytes should have taken: with {@code n} receivers at most {@code n /
   * 64} seconds.
   *
   * @param bytes 1 to {@link #chunk}
   */
  public void received(int bytes) throws InterruptedException {
    if (limit != null) {
      limit.acquire(bytes);
    }
  }
}
