package peercache.api;

/** What the registry believes of a node. */
public enum NodeState {
  LIVE,
  /** Serves what it has; gets no new callers and no fills. */
  DRAINING,
  /** Its lease ended without a word. */
  LOST,
  /** It said good-bye. */
  DEPARTED
}
