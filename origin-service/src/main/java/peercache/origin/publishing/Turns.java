package peercache.origin.publishing;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import peercache.api.FilePath;

/**
 * Lets one publisher at a time change a path. The turn does cover a rename, which is what gives
 * {@code If-Match} its meaning; only publishers of the same path (or few others) wait, and not for
 * ever.
 */
final class Turns {
  private static final int STRIPES = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ReentrantLock[] locks = new ReentrantLock[STRIPES];

  /** What is done in a turn. */
  interface Work {
    PublishOutcome run() throws IOException;
  }

  Turns() {
    for (int i = 0; i < STRIPES; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  PublishOutcome take(FilePath path, Work work) throws IOException {
    var lock = locks[Math.floorMod(path.hashCode(), STRIPES)];
    try {
      if (!lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return new PublishOutcome.Busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new PublishOutcome.Busy();
    }
    try {
      return work.run();
    } finally {
      lock.unlock();
    }
  }
}
