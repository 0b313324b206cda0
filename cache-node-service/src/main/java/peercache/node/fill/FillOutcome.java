package peercache.node.fill;

import peercache.node.store.StoredVersion;

/** What came of asking for a version. */
public sealed interface FillOutcome {
  /** It is whole already; the caller must release it. */
  record Held(StoredVersion version) implements FillOutcome {}

  /**
   * It is on its way; the caller must end the stream.
   *
   * @param joined whether another caller's fill was joined
   */
  record Streaming(FillStream stream, boolean joined) implements FillOutcome {}

  /** It cannot be filled. */
  record Refused(FillFault fault, String detail) implements FillOutcome {}
}
