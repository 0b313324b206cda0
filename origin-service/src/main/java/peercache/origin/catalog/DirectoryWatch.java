package peercache.origin.catalog;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows what happens in the directory: by notice of the kernel where it gives one, and by a
 * rescan in any case. What it has not seen yet is no danger: every request looks at its file.
 */
final class DirectoryWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);

  /** A rescan that events ask for waits this long for more of them. */
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Catalog catalog;
  private final DirectoryScan scan;
  private final WatchService notices;
  private final Duration rescanEvery;
  private final Runnable scanned;
  private long nextScan;
  private boolean failing;
  private boolean unwatched;

  /**
   * @param scanned told after each complete scan
   */
  DirectoryWatch(Catalog catalog, DirectoryScan scan, Duration rescanEvery, Runnable scanned)
      throws IOException {
    this.catalog = catalog;
    this.scan = scan;
    this.rescanEvery = rescanEvery;
    this.scanned = scanned;
    this.notices = catalog.root().getFileSystem().newWatchService();
  }

  void start() {
    Thread.ofPlatform().daemon().name("directory-watch").start(this::run);
  }

  private void run() {
    nextScan = System.nanoTime();
    try {
      while (true) {
        long wait = nextScan - System.nanoTime();
        var key = wait > 0 ? notices.poll(wait, TimeUnit.NANOSECONDS) : null;
        if (key != null) {
          follow(key);
        } else {
          scanAll();
        }
      }
    } catch (ClosedWatchServiceException e) {
      LOG.debug("The watch ends with the service", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void scanAll() {
    try {
      scan.all(this::register);
      scanned.run();
      if (failing) {
        failing = false;
        LOG.info("{} can be read again", catalog.root());
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof ClosedWatchServiceException closed) {
        throw closed;
      }
      if (!failing) {
        failing = true;
        LOG.error("{} cannot be read", catalog.root(), e);
      }
    }
    nextScan = System.nanoTime() + rescanEvery.toNanos();
  }

  private void follow(WatchKey key) {
    var directory = (Path) key.watchable();
    for (WatchEvent<?> event : key.pollEvents()) {
      if (OVERFLOW.equals(event.kind()) || !(event.context() instanceof Path name)) {
        scanSoon();
      } else {
        look(directory.resolve(name), ENTRY_DELETE.equals(event.kind()));
      }
    }
    key.reset();
  }

  private void look(Path location, boolean deleted) {
    var path = catalog.pathOf(location);
    if (path == null || OwnNames.hide(path)) {
      return;
    }
    try {
      boolean known = catalog.remembered(path).isPresent();
      if (catalog.examine(path) == null) {
        if (deleted && !known) {
          scanSoon(); // perhaps a directory with all that was in it
        } else if (Files.isDirectory(location, LinkOption.NOFOLLOW_LINKS)) {
          scan.added(location, this::register);
        }
      }
    } catch (IOException e) {
      LOG.debug("{} cannot be looked at; the next scan tells", location, e);
      scanSoon();
    }
  }

  private void scanSoon() {
    nextScan = Math.min(nextScan, System.nanoTime() + GATHER_NANOS);
  }

  private void register(Path directory) {
    try {
      directory.register(notices, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
    } catch (IOException e) {
      if (!unwatched && Files.exists(directory)) {
        unwatched = true;
        LOG.warn(
            "Not every directory can be watched (see fs.inotify.max_user_watches); changes there"
                + " are seen by a rescan every {}",
            rescanEvery,
            e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    notices.close();
  }
}
