package peercache.node.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.OriginId;
import peercache.api.VersionId;

/**
 * Which version each file had when its origin was last asked: fresh for a moment, and still of use
 * while the origin does not answer. One look-up is in flight for a file at a time. Thread-safe.
 */
final class CurrentVersions {
  private static final int MAX = 100_000;

  record File(OriginId origin, FilePath path) {}

  private record Known(VersionId id, long at) {}

  private final Cache<File, Known> known;
  private final Map<File, CompletableFuture<CurrentVersion>> inFlight = new ConcurrentHashMap<>();
  private final Function<File, CurrentVersion> lookUp;
  private final LongSupplier nanoTime;
  private final long freshNanos;

  /**
   * @param lookUp asks the origin; blocks for a bounded time
   */
  CurrentVersions(
      ContentProperties properties, Function<File, CurrentVersion> lookUp, LongSupplier nanoTime) {
    this.lookUp = lookUp;
    this.nanoTime = nanoTime;
    this.freshNanos = properties.freshness().toNanos();
    this.known =
        Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfterWrite(properties.staleIfError())
            .ticker(nanoTime::getAsLong)
            .executor(Runnable::run)
            .build();
  }

  /** The version, if the origin named it a moment ago; never blocks. */
  @Nullable VersionId fresh(File file) {
    var last = known.getIfPresent(file);
    return last != null && nanoTime.getAsLong() - last.at() < freshNanos ? last.id() : null;
  }

  /** The version that the origin named last, for when it does not answer. */
  @Nullable VersionId stale(File file) {
    var last = known.getIfPresent(file);
    return last == null ? null : last.id();
  }

  /** Asks the origin, or waits for the answer to whoever asks it already. */
  CurrentVersion resolve(File file) {
    var fresh = fresh(file);
    if (fresh != null) {
      return new CurrentVersion.Named(fresh);
    }
    var mine = new CompletableFuture<CurrentVersion>();
    var other = inFlight.putIfAbsent(file, mine);
    if (other != null) {
      return other.join();
    }
    CurrentVersion answer = new CurrentVersion.Away(false);
    try {
      long at = nanoTime.getAsLong();
      answer = lookUp.apply(file);
      remember(file, answer, at);
    } finally {
      inFlight.remove(file);
      mine.complete(answer);
    }
    return answer;
  }

  private void remember(File file, CurrentVersion answer, long at) {
    switch (answer) {
      case CurrentVersion.Named(VersionId id) -> known.put(file, new Known(id, at));
      case CurrentVersion.Unnamed() -> known.invalidate(file);
      case CurrentVersion.Refused(int _) -> known.invalidate(file);
      case CurrentVersion.Away(boolean _) -> {}
    }
  }
}
