package peercache.origin.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.stereotype.Component;
import peercache.api.VersionId;

/**
 * Fences off a node that lost the fill of a version to another one and does not know it yet: the
 * registry's tokens rise, so a lower one than was seen is an old one. Bounded, thread-safe.
 */
@Component
final class FillTokens {
  private static final int MAX_VERSIONS = 100_000;

  private final Cache<VersionId, Long> highest =
      Caffeine.newBuilder().maximumSize(MAX_VERSIONS).executor(Runnable::run).build();

  boolean accepts(VersionId version, long token) {
    var accepted = new AtomicBoolean(true);
    highest
        .asMap()
        .merge(
            version,
            token,
            (known, offered) -> {
              accepted.set(offered >= known);
              return Math.max(known, offered);
            });
    return accepted.get();
  }
}
