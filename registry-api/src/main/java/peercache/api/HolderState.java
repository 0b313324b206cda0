package peercache.api;

/** How much of a version a node has. */
public enum HolderState {
  /** A whole verified version, announced by the running incarnation. */
  HOLDING,
  /** Some pieces, more to come; answers callers at once and streams what arrives. */
  FILLING
}
