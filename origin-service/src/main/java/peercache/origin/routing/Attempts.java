package peercache.origin.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import peercache.api.FilePath;
import peercache.api.Holder;
import peercache.api.NodeId;
import peercache.api.VersionId;

/** Where callers were sent lately, and which nodes are avoided because of it. Bounded. */
@Component
final class Attempts {
  private static final int MAX = 100_000;

  /**
   * A crowd behind one address that asks for one file is noted once in a while, not each time: to
   * write costs more than all the rest of a redirect.
   */
  private static final Duration NOTED_AGAIN = Duration.ofMillis(100);

  /** How long a node that failed for a version gets no callers for it. */
  private static final Duration AVOID = Duration.ofSeconds(5);

  private record Key(InetAddress caller, String method, FilePath path, @Nullable String range) {
    static Key of(RouteRequest request) {
      return new Key(
          request.client().getAddress(), request.method(), request.path(), request.range());
    }
  }

  private record Avoided(NodeId node, VersionId version) {}

  private final Ticker ticker;
  private final Cache<Key, Attempt> attempts;
  private final Cache<Avoided, Boolean> avoided;

  Attempts(Ticker ticker) {
    this.ticker = ticker;
    this.attempts =
        Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfterWrite(AttemptPolicy.WINDOW)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
    this.avoided =
        Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfterWrite(AVOID)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /** The last attempt of the same request for the same version, unless the node gave it back. */
  @Nullable Attempt last(RouteRequest request) {
    var last = attempts.getIfPresent(Key.of(request));
    return last != null
            && last.version().equals(request.version())
            && !request.excluded().contains(last.holder().id())
        ? last
        : null;
  }

  Duration age(Attempt attempt) {
    return Duration.ofNanos(ticker.read() - attempt.atNanos());
  }

  /**
   * @param last what {@link #last} said of this request
   */
  void sent(
      RouteRequest request,
      VersionId version,
      Holder holder,
      boolean second,
      @Nullable Attempt last) {
    long now = ticker.read();
    boolean noted =
        last != null
            && last.holder().id().equals(holder.id())
            && last.second() == second
            && now - last.atNanos() < NOTED_AGAIN.toNanos();
    if (!noted) {
      attempts.put(Key.of(request), new Attempt(holder, version, now, second));
    }
  }

  void servedHere(RouteRequest request) {
    attempts.invalidate(Key.of(request));
  }

  void avoid(NodeId node, VersionId version) {
    avoided.put(new Avoided(node, version), true);
  }

  boolean isAvoided(NodeId node, VersionId version) {
    return avoided.getIfPresent(new Avoided(node, version)) != null;
  }
}
