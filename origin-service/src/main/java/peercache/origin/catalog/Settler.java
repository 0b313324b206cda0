package peercache.origin.catalog;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.FilePath;
import peercache.edge.Escaped;

/**
 * Learns the digests of unsettled files in the background, small files first. A file is in it at
 * most once, so it holds no more than the catalogue does.
 */
final class Settler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Settler.class);

  /** How long a file that changes all the time waits at most until it is tried again. */
  private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

  /**
   * @param seen the state in which the file was found too young, or that changed while it was read
   * @param failures how often it changed while it was read
   */
  private record Pending(FilePath path, long size, @Nullable Snapshot seen, int failures) {
    Pending again(Snapshot state, boolean failed) {
      return new Pending(path, state.stat().size(), state, failed ? failures + 1 : failures);
    }
  }

  private final Catalog catalog;
  private final DigestMemory memory;
  private final Hasher hasher;
  private final Duration quietPeriod;
  private final Clock clock;
  private final Set<FilePath> queued = ConcurrentHashMap.newKeySet();
  private final PriorityBlockingQueue<Pending> queue =
      new PriorityBlockingQueue<>(64, Comparator.comparingLong(Pending::size));
  private final ScheduledExecutorService later =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("settle-later").factory());
  private final Complaints complaints = new Complaints();
  private volatile boolean closed;

  Settler(Catalog catalog, DigestMemory memory, Hasher hasher, Duration quietPeriod, Clock clock) {
    this.catalog = catalog;
    this.memory = memory;
    this.hasher = hasher;
    this.quietPeriod = quietPeriod;
    this.clock = clock;
  }

  void start(int threads) {
    for (int i = 0; i < threads; i++) {
      Thread.ofPlatform().daemon().name("settle-" + i).start(this::work);
    }
  }

  void submit(FilePath path) {
    if (queued.add(path)) {
      long size = catalog.remembered(path).map(file -> file.stat().size()).orElse(0L);
      queue.add(new Pending(path, size, null, 0));
    }
  }

  boolean isIdle() {
    return queued.isEmpty();
  }

  private void work() {
    try {
      while (!closed) {
        settle(queue.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void settle(Pending pending) {
    var path = pending.path();
    try {
      var next = attempt(pending);
      if (next.isPresent() && !closed) {
        var again = next.get();
        var _ =
            later.schedule(
                () -> queue.add(again), pause(again.failures()).toMillis(), TimeUnit.MILLISECONDS);
        return;
      }
      complaints.solved(path);
      queued.remove(path);
      submitIfChanged(path);
    } catch (NoSuchFileException e) {
      // Removed while it was in work; the catalogue hears of it like of any removal.
      queued.remove(path);
    } catch (IOException | RuntimeException e) {
      // The next rescan submits it again.
      if (complaints.isNew(path)) {
        LOG.warn("{} cannot be read and is not redirected", Escaped.of(path), e);
      }
      queued.remove(path);
    }
  }

  /** Somebody may have seen a change while the file was in work, and was not let in. */
  private void submitIfChanged(FilePath path) {
    if (catalog.remembered(path).filter(file -> !file.isSettled()).isPresent()) {
      submit(path);
    }
  }

  /** Empty when there is nothing left to do for the file. */
  private Optional<Pending> attempt(Pending pending) throws IOException {
    var file = catalog.examine(pending.path());
    if (file == null || file.isSettled()) {
      return Optional.empty();
    }
    var state = Snapshot.read(file.location());
    var known = memory.recall(pending.path(), state);
    if (known.isPresent()) {
      catalog.settle(pending.path(), state, known.get());
      return Optional.empty();
    }
    if (!isQuiet(state) && !state.equals(pending.seen())) {
      return Optional.of(pending.again(state, false));
    }
    var digests = hasher.hash(file.location(), state);
    if (digests.isEmpty()) {
      return Optional.of(pending.again(state, true));
    }
    catalog.settle(pending.path(), state, digests.get());
    return Optional.empty();
  }

  /** By the kernel's time of change, which no tool that copies files sets back. */
  private boolean isQuiet(Snapshot state) {
    return !state.changed().toInstant().plus(quietPeriod).isAfter(clock.instant());
  }

  private Duration pause(int failures) {
    var pause = quietPeriod.multipliedBy(1L << Math.min(failures, 16));
    return pause.compareTo(MAX_PAUSE) < 0 ? pause : MAX_PAUSE;
  }

  @Override
  public void close() {
    closed = true;
    later.shutdownNow();
    queue.clear();
  }
}
