package peercache.edge;

/** Who a caller has shown to be. */
public enum Role {
  /** Showed no key. */
  ANYONE,
  /** Showed a key that opens nothing here. */
  UNKNOWN,
  /** May publish, remove, purge and preheat. */
  PUBLISHER,
  /** A service of this network. */
  MEMBER
}
