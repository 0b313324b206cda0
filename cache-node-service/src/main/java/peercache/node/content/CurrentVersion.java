package peercache.node.content;

import org.jspecify.annotations.Nullable;
import peercache.api.VersionId;
import peercache.content.Validators;

/** What an origin said when it was asked for a file's current version. */
public sealed interface CurrentVersion {
  /**
   * @param size in bytes; negative if the origin did not say
   */
  record Named(VersionId id, long size) implements CurrentVersion {}

  /** There is such a file, but its digest is not known yet. */
  record Unnamed() implements CurrentVersion {}

  /**
   * The origin does not serve it.
   *
   * @param status 400 to 499
   */
  record Refused(int status) implements CurrentVersion {}

  /**
   * No usable answer.
   *
   * @param tooLate whether it took too long
   */
  record Away(boolean tooLate) implements CurrentVersion {}

  /**
   * What the answer to {@code HEAD} says.
   *
   * @param etag the field's value, if there is one
   * @param size the value of {@code Content-Length}; negative if there is none
   */
  static CurrentVersion of(int status, @Nullable String etag, long size) {
    if (status == 200) {
      return Validators.versionOf(etag)
          .<CurrentVersion>map(id -> new Named(id, size))
          .orElseGet(Unnamed::new);
    }
    return status >= 400 && status < 500 ? new Refused(status) : new Away(false);
  }
}
