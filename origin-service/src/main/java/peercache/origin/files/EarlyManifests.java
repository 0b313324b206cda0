package peercache.origin.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import peercache.api.VersionId;

/**
 * Who may have a manifest before the registry has said whom to ask for it: one node at a time, for
 * the others are to get it from there. Bounded, thread-safe.
 */
@Component
final class EarlyManifests {
  private static final int MAX_VERSIONS = 10_000;

  /** By then a node that fills has been named to all others that fill. */
  private static final Duration REMEMBERED = Duration.ofSeconds(10);

  private final Cache<VersionId, String> given;

  @Autowired
  EarlyManifests() {
    this(Ticker.systemTicker());
  }

  EarlyManifests(Ticker ticker) {
    given =
        Caffeine.newBuilder()
            .maximumSize(MAX_VERSIONS)
            .expireAfterWrite(REMEMBERED)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /** Whether no other node was given it lately. */
  boolean give(VersionId version, String node) {
    var first = given.asMap().putIfAbsent(version, node);
    return first == null || first.equals(node);
  }
}
