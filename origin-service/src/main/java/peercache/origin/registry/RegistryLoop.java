package peercache.origin.registry;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Talks to the registry again and again, on a thread of its own, from its start to its stop.
 * Nothing of it is under way any more when it has stopped, so that the client may be closed then.
 */
public final class RegistryLoop {
  /** A question that is interrupted ends at once; this is for one that is not. */
  private static final Duration FAREWELL = Duration.ofSeconds(2);

  private final Supplier<Duration> step;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * @param step one round, which handles what can fail in it; how long to wait until the next one
   */
  public RegistryLoop(String name, Supplier<Duration> step) {
    this.step = step;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  private void run() {
    try {
      Duration pause;
      do {
        pause = step.get();
      } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For good; also for one that never started. */
  public void stop() {
    closed.countDown();
    thread.interrupt();
    try {
      var _ = thread.getState() == Thread.State.NEW || thread.join(FAREWELL);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
