package peercache.node.store;

/** Whether a version may be filled. */
public sealed interface Admission {
  /** Room is reserved, and the partial version is the caller's. */
  record Granted(PartialVersion partial) implements Admission {}

  /**
   * Larger than all of the capacity.
   *
   * @param capacity in bytes
   */
  record TooBigEver(long capacity) implements Admission {}

  /** A later attempt may succeed. */
  record NoRoomNow(String reason) implements Admission {}
}
