package peercache.origin.catalog;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import peercache.api.VersionId;

/**
 * The dates under which a version goes out; pure. A version has one date for ever, because the
 * nodes that hold it say the same. A path's date must move forward whenever its content changes (or
 * a client that compares dates would keep the old content), also when it changes back to a version
 * that was published long ago: then the path has a date of its own.
 *
 * @param ofVersion whole seconds
 * @param ofPath whole seconds
 */
record LastModified(Instant ofVersion, Instant ofPath) {
  /**
   * @param last what was published under the path before, if anything was
   * @param known the version's date if it was published before, under whatever path
   * @param modified the file's own time
   */
  static LastModified of(
      @Nullable Publication last,
      @Nullable Instant known,
      VersionId version,
      Instant modified,
      Instant now) {
    if (last != null && last.version().equals(version)) {
      Instant same = last.lastModified();
      return new LastModified(known == null ? same : known, same);
    }
    Instant wanted = provisional(last, modified, now);
    if (known == null) {
      return new LastModified(wanted, wanted);
    }
    boolean movesForward = last == null || known.isAfter(last.lastModified());
    return new LastModified(known, movesForward ? known : wanted);
  }

  /** The file's own time, but neither in the future nor before what the path said last. */
  static Instant provisional(@Nullable Publication last, Instant modified, Instant now) {
    Instant wanted = (modified.isAfter(now) ? now : modified).truncatedTo(ChronoUnit.SECONDS);
    if (last == null) {
      return wanted;
    }
    Instant earliest = last.lastModified().plusSeconds(1);
    return wanted.isBefore(earliest) ? earliest : wanted;
  }
}
