package peercache.node.fill;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Wakes one thread that rests. What is given before it rests counts, and often is as good as once:
 * while it is not heeded, giving it again costs nothing, which matters where each message of many
 * nodes gives one.
 */
final class Signal {
  private volatile boolean given;
  private volatile @Nullable Thread resting;

  void give() {
    if (!given) {
      given = true;
      LockSupport.unpark(resting);
    }
  }

  /** Returns once it is given, or was since the last time; or when the time has passed. */
  void await(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    resting = Thread.currentThread();
    try {
      while (!given) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return;
        }
        LockSupport.parkNanos(this, left);
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
    } finally {
      resting = null;
      given = false; // before whoever heeds it looks at what it was given for
    }
  }
}
