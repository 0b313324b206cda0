package peercache.node.exchange;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** A share that takes so many times as long as usual is given to a second node. */
  private static final double SLOW = 3;

  private static final long SLOW_NANOS = 500_000_000L;

  /**
   * @param offers the number of the offers that it was in
   * @param second whether another node was too slow with it
   */
  private record Share(NodeId node, long offers, long since, long heard, boolean second) {}

  private final int pieces;
  private final int max;
  private final int maxOfOthers;
  private final Map<Integer, Share> shares = new HashMap<>();
  private @Nullable Long token;
  private boolean open;
  private int ended;
  private double usualNanos;

  /**
   * @param max pieces on their way from the origin at once
   * @param maxOfOthers how many of them for one node where several fill
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
   * @param alone whether nobody else fills
   * @param settled pieces that somebody has
   * @param offers the number of the offers that it will be in
   * @return the piece that the node is to fetch, {@link PiecePolicy#NONE} for none now
   */
  int give(
      NodeId node,
      boolean alone,
      BitSet settled,
      BitSet wanted,
      List<Integer> urgent,
      long offers,
      long now) {
    if (!open || (!alone && of(node) >= maxOfOthers)) {
      return PiecePolicy.NONE;
    }
    int limit = Math.min(max, AT_FIRST + ended / ENDED_FOR_ONE_MORE);
    int free = next(settled, wanted, urgent);
    if (free == PiecePolicy.NONE) {
      return takeOver(node, wanted, offers, now);
    }
    if (shares.size() >= limit) {
      return PiecePolicy.NONE;
    }
    shares.put(free, new Share(node, offers, now, now, false));
    return free;
  }

  /** Near the end everybody would wait for one slow node: another one fetches the piece as well. */
  private int takeOver(NodeId node, BitSet wanted, long offers, long now) {
    for (var one : shares.entrySet()) {
      var share = one.getValue();
      boolean slow =
          usualNanos > 0 && now - share.since() > Math.max(SLOW_NANOS, SLOW * usualNanos);
      if (slow && !share.second() && !share.node().equals(node) && wanted.get(one.getKey())) {
        one.setValue(new Share(node, offers, now, now, true));
        return one.getKey();
      }
    }
    return PiecePolicy.NONE;
  }

  private int next(BitSet settled, BitSet wanted, List<Integer> urgent) {
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

  private boolean isFree(int piece, BitSet settled) {
    return !settled.get(piece) && !shares.containsKey(piece);
  }

  private int of(NodeId node) {
    return (int) shares.values().stream().filter(share -> share.node().equals(node)).count();
  }

  /**
   * What a node says that it is fetching; what it does not say it is not fetching any more.
   *
   * @param offered the number of the last offers that it had heard of when it said so
   */
  void reported(NodeId node, List<Integer> fetching, long offered, long now) {
    for (var shareOfPiece = shares.entrySet().iterator(); shareOfPiece.hasNext(); ) {
      var one = shareOfPiece.next();
      var share = one.getValue();
      if (!share.node().equals(node)) {
        continue;
      }
      if (share.offers() <= offered && !fetching.contains(one.getKey())) {
        shareOfPiece.remove();
        count(share, now);
      } else {
        one.setValue(new Share(node, share.offers(), share.since(), now, share.second()));
      }
    }
  }

  void ended(int piece, long now) {
    var share = shares.remove(piece);
    if (share != null) {
      count(share, now);
    }
  }

  private void count(Share share, long now) {
    ended++;
    long took = now - share.since();
    usualNanos = usualNanos == 0 ? took : usualNanos * 0.8 + took * 0.2;
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
