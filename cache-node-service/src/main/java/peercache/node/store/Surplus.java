package peercache.node.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import peercache.api.LastCopiesQuestion;
import peercache.api.VersionId;

/**
 * Lets copies go that other nodes have as well, before the shelf lets go what it likes least. Looks
 * at the 20,000 that are used least; what is left to be made room for is the shelf's to choose.
 * Thread-safe; no lock is held while the registry is asked.
 */
final class Surplus {
  private static final int AT_A_TIME = LastCopiesQuestion.MAX_VERSIONS;
  private static final int MAX_QUESTIONS = 20;

  /** A last copy is not asked about again for so long; that it is the last may well change. */
  private static final Duration REMEMBERED = Duration.ofMinutes(1);

  private final Shelf shelf;
  private final Function<List<VersionId>, Optional<Set<VersionId>>> lastCopies;
  private final Cache<VersionId, Boolean> last =
      Caffeine.newBuilder()
          .maximumSize((long) AT_A_TIME * MAX_QUESTIONS)
          .expireAfterWrite(REMEMBERED)
          .executor(Runnable::run)
          .build();

  /**
   * @param lastCopies says which of some versions are to go last; nothing if nobody knows
   */
  Surplus(Shelf shelf, Function<List<VersionId>, Optional<Set<VersionId>>> lastCopies) {
    this.shelf = shelf;
    this.lastCopies = lastCopies;
  }

  /** Before a version of this size is claimed. */
  void makeRoomFor(long size) {
    int seen = 0;
    for (int question = 0; question < MAX_QUESTIONS && shelf.lacksRoomFor(size); question++) {
      var coldest = shelf.coldest(seen + AT_A_TIME);
      var next = coldest.subList(Math.min(seen, coldest.size()), coldest.size());
      if (next.isEmpty() || !evictAmong(next, size)) {
        return;
      }
      seen += next.size();
    }
  }

  /**
   * @return whether it makes sense to go on
   */
  private boolean evictAmong(List<VersionId> versions, long size) {
    var unknown = versions.stream().filter(version -> last.getIfPresent(version) == null).toList();
    var kept = unknown.isEmpty() ? Optional.of(Set.<VersionId>of()) : lastCopies.apply(unknown);
    if (kept.isEmpty()) {
      return false;
    }
    kept.get().forEach(version -> last.put(version, true));
    for (var version : unknown) {
      if (!kept.get().contains(version) && shelf.lacksRoomFor(size)) {
        shelf.evict(version);
      }
    }
    return true;
  }
}
