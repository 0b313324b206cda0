package peercache.origin.files;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.content.Fillers;
import peercache.content.Fillers.Filler;

/**
 * Which nodes fill which version, as far as they are heard of here: they ask for pieces, or for
 * each other. Lets nodes meet that cannot ask the registry, as BitTorrent's tracker does (BEP 3),
 * so that the origin conveys a version to them once and not to each of them. What it says is a
 * hint: who is gone does not answer, and pieces are verified wherever they come from. Bounded,
 * thread-safe.
 */
@Component
final class Tracker {
  private static final int MAX_VERSIONS = 1_000;

  /** Who filled a version has it then for a while, and may be asked for it. */
  static final Duration REMEMBERED = Duration.ofMinutes(10);

  private final Cache<VersionId, Map<NodeId, Filler>> heard;

  @Autowired
  Tracker() {
    this(Ticker.systemTicker());
  }

  Tracker(Ticker ticker) {
    heard =
        Caffeine.newBuilder()
            .maximumSize(MAX_VERSIONS)
            .expireAfterWrite(REMEMBERED)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /**
   * A node fills the version, and says so with each piece that it asks for, so what is known costs
   * a look. Of more than {@link Fillers#MAX} the latest are remembered.
   */
  void heard(VersionId version, Filler filler) {
    var already = heard.getIfPresent(version);
    if (already != null && filler.equals(already.get(filler.id()))) {
      return;
    }
    heard
        .asMap()
        .compute(
            version,
            (_, known) -> {
              // Anew: what was handed out may be read while another node is heard of.
              var fillers = new LinkedHashMap<NodeId, Filler>(known == null ? Map.of() : known);
              fillers.putLast(filler.id(), filler);
              if (fillers.size() > Fillers.MAX) {
                fillers.pollFirstEntry();
              }
              return fillers;
            });
  }

  /** Those that were heard of, but for the one that asks, the latest to begin first. */
  Fillers others(VersionId version, NodeId asking) {
    var known = heard.getIfPresent(version);
    if (known == null) {
      return new Fillers(List.of());
    }
    var others = new ArrayList<>(known.values());
    others.removeIf(filler -> filler.id().equals(asking));
    return new Fillers(others.reversed());
  }
}
