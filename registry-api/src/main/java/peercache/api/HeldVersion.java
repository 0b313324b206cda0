package peercache.api;

/**
 * A whole, verified version on a node.
 *
 * @param size in bytes
 */
public record HeldVersion(VersionId id, long size) {
  public HeldVersion {
    Numbers.require("size", size, 0);
  }
}
