package peercache.node.fill;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import peercache.api.NodeId;

/** The nodes that failed lately, which are not asked for a while. Not thread-safe. */
final class Shunned {
  private static final long NANOS = 5_000_000_000L;

  private final Map<NodeId, Long> until = new HashMap<>();

  void add(NodeId node, long now) {
    until.put(node, now + NANOS);
  }

  void clear() {
    until.clear();
  }

  Set<NodeId> nodes(long now) {
    until.values().removeIf(end -> end - now <= 0);
    return new HashSet<>(until.keySet());
  }
}
