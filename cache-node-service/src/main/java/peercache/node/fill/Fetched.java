package peercache.node.fill;

import java.time.Duration;

/** What came of asking a source for a piece. */
sealed interface Fetched {
  /** All bytes of the piece are written; whether they are right is not known yet. */
  record AllBytes() implements Fetched {}

  /** The source broke off or said something else; the bytes that came are kept. */
  record Broken(String reason) implements Fetched {}

  /**
   * The source may have it later.
   *
   * @param pause until it is asked again
   */
  record NotYet(Duration pause) implements Fetched {}

  /** The origin has another version now. */
  record GoneAtOrigin() implements Fetched {}

  /** The origin does not take this node's token any more. */
  record TokenRefused() implements Fetched {}
}
