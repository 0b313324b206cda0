package peercache.content;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peercache.api.VersionId;

/**
 * What a client may compare (RFC 9110 section 8.8).
 *
 * @param etag strong, in its quotes; absent while the digest is not known
 * @param lastModified whole seconds
 */
public record Validators(@Nullable String etag, Instant lastModified) {
  private static final String ETAG_START = "\"sha-256-";

  public Validators {
    lastModified = lastModified.truncatedTo(ChronoUnit.SECONDS);
  }

  public static Validators of(VersionId version, Instant lastModified) {
    return new Validators(ETAG_START + version.hex() + '"', lastModified);
  }

  /** The version that an {@code ETag} of this network names, if it is one. */
  public static Optional<VersionId> versionOf(@Nullable String etag) {
    if (etag == null || !etag.startsWith(ETAG_START) || !etag.endsWith("\"")) {
      return Optional.empty();
    }
    String hex = etag.substring(ETAG_START.length(), etag.length() - 1);
    return VersionId.isVersionId(hex) ? Optional.of(new VersionId(hex)) : Optional.empty();
  }
}
