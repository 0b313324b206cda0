package peercache.registry.ranking;

/** Whether a node may ask the origin for a version. */
public enum Grant {
  NONE,
  /** A look-up gave it to the node, which may not know of it: who comes for it first has it. */
  GIVEN,
  /** The node came for it. */
  TAKEN
}
