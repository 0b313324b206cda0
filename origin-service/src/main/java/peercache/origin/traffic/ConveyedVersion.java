package peercache.origin.traffic;

import com.fasterxml.jackson.annotation.JsonProperty;
import peercache.api.VersionId;

/**
 * What was sent of a version to nodes.
 *
 * @param size of the version in bytes
 * @param conveyed body bytes that the network took since the start, over all nodes
 */
public record ConveyedVersion(VersionId id, long size, long conveyed) {
  /** How often the version was conveyed: 1 is the aim, less is a part of it. */
  @JsonProperty
  public double ratio() {
    return size == 0 ? 0 : (double) conveyed / size;
  }
}
