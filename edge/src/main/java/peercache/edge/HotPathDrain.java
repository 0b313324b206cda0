package peercache.edge;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import peercache.edge.hotpath.InFlight;

/**
 * Lets the hot path end what it is sending before the server stops, as Boot does for what Spring
 * serves; within {@code spring.lifecycle.timeout-per-shutdown-phase} as well.
 */
final class HotPathDrain implements SmartLifecycle {
  private final InFlight inFlight;
  private volatile boolean running;

  HotPathDrain(InFlight inFlight) {
    this.inFlight = inFlight;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public void stop(Runnable callback) {
    running = false;
    var _ = inFlight.drain().thenRun(callback);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** With Boot's own drain: connections take no further request from then on. */
  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
  }
}
