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

  /** What a node has, or is about to have; pieces that the version does not have do not count. */
  void are(NodeId node, BitSet pieces) {
    var known = known(node);
    var lost = (BitSet) known.clone();
    lost.andNot(pieces);
    for (int piece = lost.nextSetBit(0); piece >= 0; piece = lost.nextSetBit(piece + 1)) {
      counts[piece]--;
    }
    known.andNot(lost);
    also(node, pieces);
  }

  /** What a node has besides what was said before. */
  void also(NodeId node, BitSet pieces) {
    var more = (BitSet) pieces.clone();
    more.andNot(known(node));
    for (int piece = more.nextSetBit(0);
        piece >= 0 && piece < counts.length;
        piece = more.nextSetBit(piece + 1)) {
      add(node, piece);
    }
  }

  private BitSet known(NodeId node) {
    return byNode.computeIfAbsent(node, unknown -> new BitSet(counts.length));
  }

  void add(NodeId node, int piece) {
    var pieces = known(node);
    if (!pieces.get(piece)) {
      pieces.set(piece);
      counts[piece]++;
    }
  }

  void forget(NodeId node) {
    are(node, new BitSet());
    byNode.remove(node);
  }

  int of(int piece) {
    return counts[piece];
  }
}
