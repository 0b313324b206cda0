package peercache.node.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.OriginId;

/**
 * Which version each file had when its origin was last asked: fresh for a moment, and still of use
 * while the origin does not answer. One look-up is in flight for a file at a time. Thread-safe.
 */
public final class CurrentVersions {
  private static final int MAX = 100_000;
  private static final int MAX_WITHOUT_VERSION = 10_000;

  public record File(OriginId origin, FilePath path) {}

  /**
   * @param ageNanos since the origin was asked
   */
  record Confirmed(CurrentVersion.Named version, long ageNanos) {}

  private record Known(CurrentVersion.Named version, long at) {}

  private final Cache<File, Known> known;
  private final Cache<File, CurrentVersion> withoutVersion;
  private final Map<File, CompletableFuture<CurrentVersion>> inFlight = new ConcurrentHashMap<>();
  private final Function<File, CurrentVersion> lookUp;
  private final LongSupplier nanoTime;
  private final long freshNanos;

  /**
   * @param freshness how long an answer is believed; 0 asks each time
   * @param staleIfError how long after it was last confirmed a version is remembered
   * @param lookUp asks the origin; blocks for a bounded time
   */
  public CurrentVersions(
      Duration freshness,
      Duration staleIfError,
      Function<File, CurrentVersion> lookUp,
      LongSupplier nanoTime) {
    this.lookUp = lookUp;
    this.nanoTime = nanoTime;
    this.freshNanos = freshness.toNanos();
    this.known = remembering(staleIfError, MAX, nanoTime);
    this.withoutVersion = remembering(freshness, MAX_WITHOUT_VERSION, nanoTime);
  }

  private static <A> Cache<File, A> remembering(Duration time, int max, LongSupplier nanoTime) {
    return Caffeine.newBuilder()
        .maximumSize(max)
        .expireAfterWrite(time)
        .ticker(nanoTime::getAsLong)
        .executor(Runnable::run)
        .build();
  }

  /** The version, if the origin named it a moment ago; never blocks. */
  @Nullable Confirmed fresh(File file) {
    var last = stale(file);
    return last != null && last.ageNanos() < freshNanos ? last : null;
  }

  /** The version that the origin named last, for when it does not answer. */
  @Nullable Confirmed stale(File file) {
    var last = known.getIfPresent(file);
    return last == null ? null : new Confirmed(last.version(), nanoTime.getAsLong() - last.at());
  }

  /**
   * As {@link #resolve}, but an answer without a version is believed for as long as one with it:
   * for callers that can do without, and would rather not ask an origin about each request.
   */
  public CurrentVersion lastSaid(File file) {
    var none = withoutVersion.getIfPresent(file);
    return none == null ? resolve(file) : none;
  }

  /** Asks the origin, or waits for the answer to whoever asks it already. */
  CurrentVersion resolve(File file) {
    var fresh = fresh(file);
    if (fresh != null) {
      return fresh.version();
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
      case CurrentVersion.Named version -> {
        known.put(file, new Known(version, at));
        withoutVersion.invalidate(file);
      }
      case CurrentVersion.Unnamed(), CurrentVersion.Refused(int _) -> {
        known.invalidate(file);
        withoutVersion.put(file, answer);
      }
      case CurrentVersion.Away(boolean _) -> withoutVersion.put(file, answer);
    }
  }
}
