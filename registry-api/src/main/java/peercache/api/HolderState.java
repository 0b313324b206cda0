package peercache.api;

/** How much of a version a node has; best first. */
public enum HolderState {
  /** A whole verified version, announced by the running incarnation. */
  HOLDING,
  /** Some pieces, more to come; answers callers at once and streams what arrives. */
  FILLING,
  /**
   * Some pieces, and no more of them until somebody asks for more; answers callers at once, and
   * then fills.
   */
  SPARSE
}
