package peercache.origin.catalog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.boot.health.contributor.Health;
import org.springframework.context.SmartLifecycle;

/**
 * Keeps the catalogue right from the start of the service to its end, and says when it knows the
 * whole directory.
 */
final class CatalogKeeper implements SmartLifecycle {
  /** Before the web server, so that the first request finds the work begun. */
  private static final int PHASE = 0;

  private static final Duration REFRESH_EVERY = Duration.ofDays(1);

  private final Catalog catalog;
  private final Settler settler;
  private final DigestMemory memory;
  private final DirectoryWatch watch;
  private final int hashingThreads;
  private final Clock clock;
  private volatile boolean running;
  private volatile boolean scanned;
  private Instant lastRefresh = Instant.MIN;

  CatalogKeeper(
      Catalog catalog,
      Settler settler,
      DigestMemory memory,
      CatalogProperties properties,
      String ownUploads,
      Clock clock)
      throws IOException {
    this.catalog = catalog;
    this.settler = settler;
    this.memory = memory;
    this.hashingThreads = properties.hashing().effectiveThreads();
    this.clock = clock;
    this.watch =
        new DirectoryWatch(
            catalog,
            new DirectoryScan(catalog, ownUploads),
            properties.rescanEvery(),
            this::afterScan);
  }

  private void afterScan() {
    scanned = true;
    Instant now = clock.instant();
    if (settler.isIdle() && lastRefresh.isBefore(now.minus(REFRESH_EVERY))) {
      lastRefresh = now;
      memory.refresh(catalog.index().paths());
    }
  }

  Health health() {
    var health = scanned ? Health.up() : Health.outOfService();
    return health
        .withDetail("settledFiles", catalog.index().settled())
        .withDetail("unsettledFiles", catalog.index().unsettled())
        .build();
  }

  @Override
  public void start() {
    running = true;
    settler.start(hashingThreads);
    watch.start();
  }

  @Override
  public void stop() {
    running = false;
    settler.close();
    try {
      watch.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
