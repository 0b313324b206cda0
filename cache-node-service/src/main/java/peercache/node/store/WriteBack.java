package peercache.node.store;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a file to the disk while it is written, on a thread of its own: what is left to be brought
 * there in the end, before the file counts as durable, is little. Thread-safe.
 */
final class WriteBack {
  private static final Logger log = LoggerFactory.getLogger(WriteBack.class);

  /** Worth the trip to the disk, and gone from there in a moment. */
  private static final long STEP = 32L << 20;

  /** Brings to the disk what was written so far. */
  interface Force {
    void force() throws IOException;
  }

  private final Force file;
  private final AtomicLong due = new AtomicLong();
  private final ReentrantLock turn = new ReentrantLock();
  private volatile @Nullable IOException failure;

  WriteBack(Force file) {
    this.file = file;
  }

  /** So many bytes more were written. */
  void wrote(long bytes) {
    if (due.addAndGet(bytes) >= STEP && !turn.isLocked()) {
      Thread.ofVirtual().name("write-back").start(this::step);
    }
  }

  private void step() {
    if (!turn.tryLock()) {
      return;
    }
    try {
      due.set(0);
      file.force();
    } catch (ClosedChannelException e) {
      log.trace("the fill has ended: {}", e.toString());
    } catch (IOException e) {
      // The system says it once: whoever forces the file next would not hear of it.
      failure = e;
    } finally {
      turn.unlock();
    }
  }

  /**
   * Nothing more will be written.
   *
   * @throws IOException if something that was written did not reach the disk
   */
  void end() throws IOException {
    turn.lock();
    try {
      var failed = failure;
      if (failed != null) {
        throw new IOException("the disk did not take what was written", failed);
      }
    } finally {
      turn.unlock();
    }
  }
}
