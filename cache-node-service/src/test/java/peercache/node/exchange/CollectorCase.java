package peercache.node.exchange;

import static peercache.node.exchange.Pieces.SECOND;
import static peercache.node.exchange.Pieces.SELF;
import static peercache.node.exchange.Pieces.all;
import static peercache.node.exchange.Pieces.offers;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import peercache.api.NodeId;
import peercache.node.exchange.Collector.From;
import peercache.node.exchange.Collector.Neighbour;
import peercache.node.exchange.Collector.ToAsk;
import peercache.node.exchange.Collector.ToFetch;

/** A collector, its neighbours as a test names them, and their answers. */
abstract class CollectorCase {
  static final int PIECES = 10;
  static final BitSet ALL = all(PIECES);

  long now = SECOND;
  final Collector collector = collector(3, 1);
  final Map<NodeId, ToAsk> open = new HashMap<>();

  static Collector collector(int inFlight, int spareAsks) {
    var collector =
        new Collector(SELF, PIECES, new Collector.Limits(inFlight, spareAsks, 500), new Random(1));
    collector.want(ALL);
    return collector;
  }

  void neighbours(Neighbour... neighbours) {
    collector.neighboursAre(List.of(neighbours));
  }

  static Neighbour whole(NodeId id, int tier) {
    return new Neighbour(id, tier, true);
  }

  static Neighbour filling(NodeId id) {
    return new Neighbour(id, 0, false);
  }

  List<ToAsk> asks() {
    return asks(collector);
  }

  List<ToAsk> asks(Collector of) {
    var asks = of.asks(true, now);
    asks.stream().filter(ask -> !ask.isReport()).forEach(ask -> open.put(ask.neighbour(), ask));
    return asks;
  }

  ToAsk openAt(NodeId node) {
    return Objects.requireNonNull(open.get(node));
  }

  /** A neighbour answers, which is asked now if it was not before. */
  List<ToFetch> answered(NodeId node, PieceOffers offers) {
    if (!open.containsKey(node)) {
      asks();
    }
    return collector.answered(Objects.requireNonNull(open.remove(node)), offers, now);
  }

  List<NodeId> asked() {
    return asks().stream().map(ToAsk::neighbour).toList();
  }

  static ToFetch from(NodeId node, int piece) {
    return new ToFetch(piece, new From.Node(node));
  }

  /** Fetches a piece that is offered at once; it takes so long. */
  void fetch(NodeId node, int piece, long nanos) {
    answered(node, offers(ALL, piece));
    now += nanos;
    collector.fetched(from(node, piece), now);
  }
}
