package peercache.api;

import java.util.List;

/**
 * A node asks where to fill a version from.
 *
 * @param origin the owner of the version
 * @param failedSources nodes that were tried for this fill and did not deliver
 */
public record FillRequest(
    NodeId node, long incarnation, OriginId origin, List<NodeId> failedSources) {
  public FillRequest {
    Numbers.require("incarnation", incarnation, 1);
    failedSources = List.copyOf(failedSources);
  }
}
