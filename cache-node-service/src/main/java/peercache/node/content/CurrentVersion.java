package peercache.node.content;

import peercache.api.VersionId;

/** What an origin said when it was asked for a file's current version. */
sealed interface CurrentVersion {
  record Named(VersionId id) implements CurrentVersion {}

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
}
