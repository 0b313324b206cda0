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
  static final long SILENCE_NANOS = 6_000_000_000L;

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
   * @param ask the number of the ask that it was given for
   * @param second whether another node was too slow with it
   */
  private record Share(NodeId node, long ask, long since, long heard, boolean second) {
    static Share first(NodeId node, long ask, long now) {
      return new Share(node, ask, now, now, false);
    }

    static Share second(NodeId node, long ask, long now) {
      return new Share(node, ask, now, now, true);
    }

    Share heard(long now) {
      return new Share(node, ask, since, now, second);
    }
  }

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
    if (!open || (!alone && of(node) >= maxOfOthers)) {
      return PiecePolicy.NONE;
    }
    int free = next(settled, wanted, urgent);
    if (free == PiecePolicy.NONE) {
      return takeOver(node, wanted, ask, now);
    }
    if (shares.size() >= Math.min(max, AT_FIRST + ended / ENDED_FOR_ONE_MORE)) {
      return PiecePolicy.NONE;
    }
    shares.put(free, Share.first(node, ask, now));
    return free;
  }

  /** Near the end everybody would wait for one slow node: another one fetches the piece as well. */
  private int takeOver(NodeId node, BitSet wanted, long ask, long now) {
    for (var one : shares.entrySet()) {
      var share = one.getValue();
      boolean mayHelp = !share.second() && !share.node().equals(node) && wanted.get(one.getKey());
      if (mayHelp && isSlow(share, now)) {
        one.setValue(Share.second(node, ask, now));
        return one.getKey();
      }
    }
    return PiecePolicy.NONE;
  }

  private boolean isSlow(Share share, long now) {
    return usualNanos > 0 && now - share.since() > Math.max(SLOW_NANOS, SLOW * usualNanos);
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
    for (var pieces = shares.entrySet().iterator(); pieces.hasNext(); ) {
      var one = pieces.next();
      var share = one.getValue();
      if (!share.node().equals(node)) {
        continue;
      }
      if (share.ask() <= closed && !fetching.contains(one.getKey())) {
        pieces.remove();
        count(share, now);
      } else {
        one.setValue(share.heard(now));
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

  /**
   * @return whether there was such a share
   */
  boolean forgetSilent(NodeId self, long now) {
    return shares
        .values()
        .removeIf(share -> !share.node().equals(self) && now - share.heard() >= SILENCE_NANOS);
  }
}
