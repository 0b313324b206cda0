package peercache.api;

import java.util.List;

/**
 * A node asks where to fill a version from.
 *
 * @param origin the owner of the version
 * @param size of the version in bytes
 * @param failedSources nodes that were tried for this fill and did not deliver
 */
public record FillRequest(
    NodeId node, long incarnation, OriginId origin, long size, List<NodeId> failedSources) {
  public FillRequest {
    Numbers.require("incarnation", incarnation, 1);
    Numbers.require("size", size, 0);
    failedSources = List.copyOf(failedSources);
  }
}
