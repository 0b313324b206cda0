package peercache.node.origins;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks for the origins again and again. */
final class OriginsRefresher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OriginsRefresher.class);
  private final KnownOrigins origins;
  private final Duration pause;
  private final ScheduledExecutorService loop =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("origins").factory());

  OriginsRefresher(KnownOrigins origins, Duration pause) {
    this.origins = origins;
    this.pause = pause;
  }

  void start() {
    loop.execute(this::refresh);
  }

  private void refresh() {
    try {
      origins.refresh();
    } catch (RuntimeException e) {
      LOG.error("Cannot take over what the registry says about origins", e);
    }
    if (!loop.isShutdown()) {
      var next = loop.schedule(this::refresh, pause.toMillis(), TimeUnit.MILLISECONDS);
      LOG.trace("The origins are asked for again: {}", next);
    }
  }

  @Override
  public void close() {
    loop.shutdownNow();
  }
}
