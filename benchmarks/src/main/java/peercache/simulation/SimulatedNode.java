package peercache.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;
import peercache.node.exchange.Collector;
import peercache.node.exchange.Collector.From;
import peercache.node.exchange.Collector.ToAsk;
import peercache.node.exchange.Collector.ToFetch;
import peercache.node.exchange.OfferDesk;
import peercache.node.exchange.PieceOffers;
import peercache.simulation.Network.Link;
import peercache.simulation.Network.Transfer;

/** A node that fills, with a reader who reads in order. */
final class SimulatedNode {
  private static final long MILLI = 1_000_000L;
  private static final long TICK = 50 * MILLI;
  private static final long[] PLANS = {100, 300, 700, 1_500};
  private static final long RENEWAL = 800 * MILLI;

  final NodeId id;
  private final FlashCrowd crowd;
  private final Network network;
  private final Link link;
  private final boolean leads;
  private final Collector collector;
  private final OfferDesk desk;
  private final Map<Integer, Transfer> transfers = new HashMap<>();
  private long doneAt = -1;

  SimulatedNode(FlashCrowd crowd, NodeId id, Link link, boolean leads) {
    this.crowd = crowd;
    this.network = crowd.network;
    this.id = id;
    this.link = link;
    this.leads = leads;
    int pieces = crowd.setting.pieces();
    this.collector = new Collector(id, pieces, crowd.collectorLimits, crowd.random);
    this.desk = new OfferDesk(id, pieces, crowd.deskLimits, crowd.random);
    collector.want(crowd.allPieces());
  }

  boolean isDone() {
    return doneAt >= 0;
  }

  double seconds() {
    return isDone() ? doneAt / 1e9 : Double.POSITIVE_INFINITY;
  }

  void start() {
    if (leads) {
      desk.grant(1L, network.now());
    }
    plan();
    for (long at : PLANS) {
      network.after(at * MILLI, this::plan);
    }
    network.after(PLANS[PLANS.length - 1] * MILLI, this::renew);
    tick();
  }

  private void plan() {
    if (!isDone()) {
      var neighbours = crowd.neighboursOf(this);
      collector.neighboursAre(neighbours);
      if (neighbours.stream().anyMatch(Collector.Neighbour::whole)) {
        desk.withdraw(); // the registry gives the origin to nobody while a node has all of it
      }
      step();
    }
  }

  private void renew() {
    if (!isDone()) {
      plan();
      network.after(RENEWAL, this::renew);
    }
  }

  private void tick() {
    desk.tick(network.now());
    step();
    if (!crowd.isOver()) {
      network.after(TICK, this::tick);
    }
  }

  private void step() {
    if (isDone()) {
      return;
    }
    var readers = new TreeSet<Integer>();
    readers.add(collector.verified().nextClearBit(0));
    collector.readersAt(readers);
    takeShares();
    send();
  }

  private void takeShares() {
    while (leads && collector.room() > 0) {
      int piece = desk.takeShare(collector.missing(), collector.urgent(), false, network.now());
      if (piece < 0) {
        return;
      }
      var from = new From.Origin(id, 1L);
      collector.took(piece, from, network.now());
      fetch(new ToFetch(piece, from));
    }
  }

  private void send() {
    for (var ask : collector.asks(true, network.now())) {
      var other = crowd.node(ask.neighbour());
      network.message(() -> other.asked(this, ask));
    }
  }

  private void asked(SimulatedNode asker, ToAsk ask) {
    collector.learned(asker.id, ask.ask().have().bits());
    boolean taken =
        desk.ask(
            ask.ask(),
            offers -> network.message(() -> asker.answered(id, ask, offers)),
            network.now());
    if (!taken) {
      network.message(() -> asker.collector.askFailed(ask, network.now()));
    }
    step();
  }

  private void answered(NodeId neighbour, ToAsk ask, PieceOffers offers) {
    desk.learned(neighbour, offers.hasOrGets(), network.now());
    collector.answered(ask, offers, network.now()).forEach(this::fetch);
    step();
  }

  private void fetch(ToFetch fetch) {
    var before = transfers.get(fetch.piece());
    if (before != null) {
      network.giveUp(before);
    }
    double bytes = before == null ? crowd.setting.lengthOf(fetch.piece()) : before.left();
    network.message(() -> {
      var transfer = network.send(source(fetch.from()), link, bytes, () -> fetched(fetch));
      transfers.put(fetch.piece(), transfer);
    });
  }

  private Link source(From from) {
    return switch (from) {
      case From.Node(NodeId node) -> crowd.node(node).link;
      case From.Origin(NodeId _, @Nullable Long _) -> crowd.origin;
    };
  }

  private void fetched(ToFetch fetch) {
    collector.fetched(fetch, network.now());
    desk.added(fetch.piece(), network.now());
    if (collector.isDone() && !isDone()) {
      doneAt = network.now();
      crowd.oneIsDone();
      send();
    }
    step();
  }
}
