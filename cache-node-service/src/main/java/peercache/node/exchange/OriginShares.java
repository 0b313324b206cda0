package peercache.node.exchange;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;

/**
 * Which node fetches which piece from the origin, decided by the one node that the registry gave
 * the origin to. Each piece is fetched once, by any node that asks: so not all of the file goes
 * through the link of the node with the grant, and the origin's first copies are spread over the
 * network from the start. Not thread-safe.
 */
final class OriginShares {
  /** A share that is not reported as being fetched for so long is given to another node. */
  static final long SILENCE_NANOS = 3_000_000_000L;

  /**
   * At first few pieces are fetched at once, so that the first copies are whole early and can be
   * passed on; later more, because each receiver's link is shared with what comes from other nodes,
   * and the origin's is to be full all the time.
   */
  private static final int AT_FIRST = 2;

  private static final int ENDED_FOR_ONE_MORE = 2;

  /**
   * @param ask the number of the ask that it was given for
   */
  private record Share(NodeId node, long ask, long heard) {}

  private final int pieces;
  private final int max;
  private final int maxOfOthers;
  private final Map<Integer, Share> shares = new HashMap<>();
  private @Nullable Long token;
  private boolean open;
  private int ended;

  /**
   * @param max pieces on their way from the origin at once
   * @param maxOfOthers how many of them for one node while others wait for one
   */
  OriginShares(int pieces, int max, int maxOfOthers) {
    this.pieces = pieces;
    this.max = max;
    this.maxOfOthers = maxOfOthers;
  }

  /**
   * @param newToken null while the registry is away
   */
  void grant(@Nullable Long newToken) {
    token = newToken;
    open = true;
  }

  void withdraw() {
    open = false;
    token = null;
    shares.clear();
  }

  boolean isOpen() {
    return open;
  }

  @Nullable Long token() {
    return token;
  }

  /**
   * @param alone whether nobody else waits for one
   * @param settled whether somebody has a piece
   * @param ask the number of the ask that it is given for
   * @return the piece that the node is to fetch, {@link PiecePolicy#NONE} for none now
   */
  int give(
      NodeId node,
      boolean alone,
      IntPredicate settled,
      BitSet wanted,
      List<Integer> urgent,
      long ask,
      long now) {
    if (!open || shares.size() >= limit(alone) || (!alone && of(node) >= maxOfOthers)) {
      return PiecePolicy.NONE;
    }
    int piece = next(settled, wanted, urgent);
    if (piece != PiecePolicy.NONE) {
      shares.put(piece, new Share(node, ask, now));
    }
    return piece;
  }

  private int limit(boolean alone) {
    return alone ? max : Math.min(max, AT_FIRST + ended / ENDED_FOR_ONE_MORE);
  }

  private int next(IntPredicate settled, BitSet wanted, List<Integer> urgent) {
    for (int piece : urgent) {
      if (isFree(piece, settled) && wanted.get(piece)) {
        return piece;
      }
    }
    for (int piece = wanted.nextSetBit(0);
        piece >= 0 && piece < pieces;
        piece = wanted.nextSetBit(piece + 1)) {
      if (isFree(piece, settled)) {
        return piece;
      }
    }
    return PiecePolicy.NONE;
  }

  private boolean isFree(int piece, IntPredicate settled) {
    return !settled.test(piece) && !shares.containsKey(piece);
  }

  private int of(NodeId node) {
    return (int) shares.values().stream().filter(share -> share.node().equals(node)).count();
  }

  /**
   * What a node says that it is fetching; what it does not say it is not fetching any more.
   *
   * @param closed the number of its last ask that it did not wait for any more when it said so
   */
  void reported(NodeId node, List<Integer> fetching, long closed, long now) {
    int before = shares.size();
    shares
        .entrySet()
        .removeIf(one ->
            one.getValue().node().equals(node)
                && one.getValue().ask() <= closed
                && !fetching.contains(one.getKey()));
    ended += before - shares.size();
    shares.replaceAll(
        (piece, share) -> share.node().equals(node) ? new Share(node, share.ask(), now) : share);
  }

  void ended(int piece) {
    if (shares.remove(piece) != null) {
      ended++;
    }
  }

  void forget(NodeId node) {
    shares.values().removeIf(share -> share.node().equals(node));
  }

  void forgetSilent(NodeId self, long now) {
    shares
        .values()
        .removeIf(share -> !share.node().equals(self) && now - share.heard() >= SILENCE_NANOS);
  }
}
