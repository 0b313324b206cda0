package peercache.content;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Bandwidth that any number of transfers share: a token bucket, kept as the time at which all that
 * was reserved has passed. A transfer reserves a chunk, waits as long as it is told, passes it and
 * reserves the next one. So transfers take turns, and with {@code n} of them each has its turn
 * every {@code n / 64} seconds at most, whatever the rate. Thread-safe; blocks in {@link #acquire}
 * alone.
 *
 * <p>In any time no more bytes pass than the rate allows in it, and {@link #burst} besides.
 */
public final class RateLimit {
  /** With less, a chunk would be smaller than a packet. */
  public static final long MIN_BYTES_PER_SECOND = 64 * 1024;

  private static final long SECOND = 1_000_000_000;

  /** How much of what was not used can be caught up on: timers are late by milliseconds. */
  private static final long CREDIT = SECOND / 16;

  private static final long CHUNKS_PER_SECOND = 64;
  private static final int MAX_CHUNK = 1 << 20;

  private final long bytesPerSecond;
  private final LongSupplier nanoTime;
  private final AtomicLong passedAt;

  /**
   * @param bytesPerSecond at least {@link #MIN_BYTES_PER_SECOND}
   * @param nanoTime as {@link System#nanoTime}
   */
  public RateLimit(long bytesPerSecond, LongSupplier nanoTime) {
    if (bytesPerSecond < MIN_BYTES_PER_SECOND) {
      throw new IllegalArgumentException(
          "a limit must be at least " + MIN_BYTES_PER_SECOND + " bytes a second");
    }
    this.bytesPerSecond = bytesPerSecond;
    this.nanoTime = nanoTime;
    this.passedAt = new AtomicLong(nanoTime.getAsLong() - CREDIT);
  }

  /** The most bytes that one reservation may have. */
  public int chunk() {
    return (int) Math.min(MAX_CHUNK, bytesPerSecond / CHUNKS_PER_SECOND);
  }

  /** How many bytes may pass at once after a rest. */
  public long burst() {
    return bytesPerSecond / (SECOND / CREDIT) + chunk();
  }

  /**
   * Takes the next turn.
   *
   * @param bytes 1 to {@link #chunk}
   * @return the time, by this limit's clock, from which on they may pass
   */
  long reserve(int bytes) {
    if (bytes < 1 || bytes > chunk()) {
      throw new IllegalArgumentException(bytes + " bytes are no chunk of " + chunk());
    }
    long earliest = nanoTime.getAsLong() - CREDIT;
    while (true) {
      long before = passedAt.get();
      long turn = before - earliest > 0 ? before : earliest;
      if (passedAt.compareAndSet(before, turn + nanosFor(bytes))) {
        return turn;
      }
    }
  }

  /** Gives back what was reserved and will not pass. */
  void giveBack(int bytes) {
    passedAt.addAndGet(-nanosFor(bytes));
  }

  /**
   * @return nanoseconds until the turn; 0 if it has come
   */
  long nanosUntil(long turn) {
    return Math.max(0, turn - nanoTime.getAsLong());
  }

  /** In how many nanoseconds all that is reserved will have passed. */
  public long backlogNanos() {
    return nanosUntil(passedAt.get());
  }

  /** Blocks until so many bytes may pass: 1 to {@link #chunk}. */
  public void acquire(int bytes) throws InterruptedException {
    NANOSECONDS.sleep(nanosUntil(reserve(bytes)));
  }

  private long nanosFor(int bytes) {
    return bytes * SECOND / bytesPerSecond;
  }
}
