package peercache.registry.fill;

import java.util.Map;
import peercache.api.NodeId;
import peercache.api.VersionId;

/** One run of a node that fills one version. */
record FillKey(VersionId version, NodeId node, long incarnation) {
  /** As the named parameters {@code version}, {@code node} and {@code incarnation}. */
  Map<String, Object> parameters() {
    return Map.of("version", version.sha256(), "node", node.value(), "incarnation", incarnation);
  }
}
