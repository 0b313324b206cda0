package peercache.node.content;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import peercache.api.HeldVersion;
import peercache.api.VersionId;
import peercache.node.membership.HoldingListener;

/**
 * The versions that this node has just lost. Callers who come for them were sent here by an origin
 * that does not know yet, and go back to it; a fill would only bring back what was evicted for a
 * reason.
 */
@Component
final class LostLately implements HoldingListener {
  /** What an origin knows is at most a second old in normal times. */
  private static final Duration REMEMBERED = Duration.ofSeconds(2);

  private static final int MAX = 100_000;

  private final Cache<VersionId, Boolean> lost;

  @Autowired
  LostLately() {
    this(Ticker.systemTicker());
  }

  LostLately(Ticker ticker) {
    lost =
        Caffeine.newBuilder()
            .maximumSize(MAX)
            .expireAfterWrite(REMEMBERED)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  boolean contains(VersionId id) {
    return lost.getIfPresent(id) != null;
  }

  @Override
  public void added(HeldVersion version) {
    lost.invalidate(version.id());
  }

  @Override
  public void removed(HeldVersion version) {
    lost.put(version.id(), true);
  }
}
