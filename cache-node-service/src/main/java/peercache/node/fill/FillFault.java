package peercache.node.fill;

/** Why a version cannot be filled. */
public enum FillFault {
  /** Larger than all of this node's capacity. */
  TOO_BIG_EVER,
  NO_ROOM_NOW,
  /** As many fills run as are allowed. */
  TOO_MANY_FILLS,
  /** Nobody ever said where the origin is. */
  UNKNOWN_ORIGIN,
  /** The origin does not answer, or not as an origin should. */
  ORIGIN_AWAY,
  /** The origin does not have the version, any more or at all. */
  NOT_AT_ORIGIN,
  /** A piece did not match its digest, twice. */
  WRONG_BYTES,
  /** No source delivered anything for too long. */
  STALLED,
  /** This node's disk is full or broken. */
  DISK_FAILED,
  /** The version is being purged. */
  PURGED,
  /** Nobody waited for it any more, or the node shuts down. */
  STOPPED;

  /** The value of a metric's tag. */
  public String tag() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
