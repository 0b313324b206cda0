package peercache.origin.catalog;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.content.Representation;
import peercache.content.Validators;

/**
 * A file in one state.
 *
 * @param version its bytes; absent while the file is <em>unsettled</em>: still being written or not
 *     hashed yet
 * @param published what was last published under the path; of a settled file, itself
 */
public record CatalogFile(
    FilePath path,
    Path location,
    Stat stat,
    @Nullable Version version,
    @Nullable Publication published) {
  /** A date is no validator for bytes that may change within its second (RFC 9110 8.8.2.2). */
  private static final Duration DATE_COUNTS_AFTER = Duration.ofSeconds(2);

  private static final HttpField ACCEPT_RANGES =
      new PreEncodedHttpField(HttpHeader.ACCEPT_RANGES, "bytes");

  public boolean isSettled() {
    return version != null;
  }

  /**
   * Whether the path's date differs from its version's, so that requests that compare dates must be
   * answered here and not by a node.
   */
  public boolean hasOwnDate() {
    return version != null
        && published != null
        && !published.lastModified().equals(version.lastModified());
  }

  /** The file as it is to be sent in its present state. */
  public Representation representation(Instant now) {
    if (version == null) {
      return unsettled(now);
    }
    return published != null && hasOwnDate()
        ? Representation.of(version.id(), version.size(), published.lastModified())
        : version.representation();
  }

  private Representation unsettled(Instant now) {
    Instant modified = stat.modified().toInstant();
    if (modified.plus(DATE_COUNTS_AFTER).isBefore(now)) {
      return Representation.unnamed(
          stat.size(), LastModified.provisional(published, modified, now));
    }
    // Nothing a client could compare it by later; whatever date it compares now is older.
    return new Representation(
        stat.size(), new Validators(null, Instant.MAX), List.of(ACCEPT_RANGES));
  }
}
