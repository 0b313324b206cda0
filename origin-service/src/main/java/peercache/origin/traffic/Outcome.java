package peercache.origin.traffic;

import java.util.Locale;

/** How a request ended; the tag of {@code peercache.origin.requests}. */
public enum Outcome {
  REDIRECT,
  DIRECT,
  NOT_MODIFIED,
  PRECONDITION_FAILED,
  NOT_FOUND,
  BAD_REQUEST,
  METHOD_NOT_ALLOWED,
  REFUSED,
  LISTING,
  METALINK,
  OPTIONS,
  VERSION,
  MANIFEST,
  /** A node that asked early was told that another one has it. */
  MANIFEST_ELSEWHERE,
  /** A node that cannot ask the registry was told who else fills. */
  FILLERS,
  STALE_TOKEN,
  /** A node that would lead a fill without the registry was told that another one does. */
  LED_BY_ANOTHER,
  /** A node was told to come again: there are too many reads of versions, or of its own. */
  TOO_MANY_READS,
  TOO_MANY_READS_OF_NODE,
  PUBLISHED,
  REMOVED,
  NOT_PUBLISHED;

  String tag() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
