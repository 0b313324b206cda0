package peercache.node.membership;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Lets a loop rest until its time comes or somebody calls it; a call before the rest counts. */
final class Wakeup {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition called = lock.newCondition();
  private boolean pending;

  void call() {
    lock.lock();
    try {
      pending = true;
      called.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Returns after {@code max}, or at once if called meanwhile or since the last rest. */
  void rest(Duration max) throws InterruptedException {
    lock.lock();
    try {
      long nanos = max.toNanos();
      while (!pending && nanos > 0) {
        nanos = called.awaitNanos(nanos);
      }
      pending = false;
    } finally {
      lock.unlock();
    }
  }
}
