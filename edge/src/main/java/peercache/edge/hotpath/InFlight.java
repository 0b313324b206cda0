package peercache.edge.hotpath;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is being answered, and tells when the last of it is over. Thread-safe. */
public final class InFlight {
  /** One more than there are requests, until {@link #drain} takes the one away. */
  private final AtomicLong count = new AtomicLong(1);

  private final CompletableFuture<Void> drained = new CompletableFuture<>();

  public void begin() {
    count.incrementAndGet();
  }

  public void end() {
    if (count.decrementAndGet() == 0) {
      drained.complete(null);
    }
  }

  /**
   * To be called once.
   *
   * @return done when nothing is in flight any more
   */
  public CompletableFuture<Void> drain() {
    end();
    return drained;
  }
}
