package peercache.origin.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import peercache.api.VersionId;

/**
 * By whose leave the nodes that fill a version ask for its pieces: one node's at a time, that each
 * piece is conveyed once. The registry gives it to a node under a token that rises from one to the
 * next, so a lower one than was seen is an old one. A node that leads without the registry, because
 * it cannot reach it, is let while nobody else is heard to lead. Bounded, thread-safe.
 */
@Component
final class FillLeaders {
  private static final int MAX_VERSIONS = 100_000;

  /** After so long without a request by its leave another one may lead without the registry. */
  static final Duration SILENCE = Duration.ofSeconds(3);

  private static final long NO_TOKEN = -1;

  /**
   * @param token the highest that was seen
   * @param node who led last without a token; null if one with a token did
   * @param heardAt of who led last
   */
  private record Leader(long token, @Nullable String node, long heardAt) {
    boolean isSilent(long now) {
      return now - heardAt >= SILENCE.toNanos();
    }
  }

  private final Ticker ticker;
  private final Cache<VersionId, Leader> leaders =
      Caffeine.newBuilder().maximumSize(MAX_VERSIONS).executor(Runnable::run).build();

  @Autowired
  FillLeaders() {
    this(Ticker.systemTicker());
  }

  FillLeaders(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * @return false if another node was given the fill since
   */
  boolean accepts(VersionId version, long token) {
    var accepted = new AtomicBoolean(true);
    var led = new Leader(token, null, ticker.read());
    leaders
        .asMap()
        .merge(
            version,
            led,
            (known, offered) -> {
              accepted.set(token >= known.token());
              return accepted.get() ? offered : known;
            });
    return accepted.get();
  }

  /**
   * @param node that leads without the registry
   * @return false if another one leads
   */
  boolean accepts(VersionId version, String node) {
    long now = ticker.read();
    var accepted = new AtomicBoolean(true);
    leaders
        .asMap()
        .merge(
            version,
            new Leader(NO_TOKEN, node, now),
            (known, offered) -> {
              accepted.set(node.equals(known.node()) || known.isSilent(now));
              return accepted.get() ? new Leader(known.token(), node, now) : known;
            });
    return accepted.get();
  }
}
