package peercache.node.exchange;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import peercache.api.NodeId;

/** How many other nodes have which piece, as far as one node was told. Not thread-safe. */
final class Copies {
  private final int[] counts;
  private final Map<NodeId, BitSet> byNode = new HashMap<>();

  Copies(int pieces) {
    counts = new int[pieces];
  }

  /** What a node has, or is about to have. */
  void are(NodeId node, BitSet pieces) {
    forget(node);
    pieces.stream().filter(piece -> piece < counts.length).forEach(piece -> add(node, piece));
  }

  void add(NodeId node, int piece) {
    var pieces = byNode.computeIfAbsent(node, unknown -> new BitSet());
    if (!pieces.get(piece)) {
      pieces.set(piece);
      counts[piece]++;
    }
  }

  void forget(NodeId node) {
    var pieces = byNode.remove(node);
    if (pieces != null) {
      pieces.stream().forEach(piece -> counts[piece]--);
    }
  }

  int of(int piece) {
    return counts[piece];
  }
}
