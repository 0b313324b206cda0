package peercache.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import peercache.api.NodeId;
import peercache.node.exchange.Collector;
import peercache.node.exchange.OfferDesk;
import peercache.node.exchange.PieceOffers;
import peercache.simulation.Network.Link;
import peercache.simulation.Network.Transfer;

/**
 * A flash crowd on simulated links: the very classes with which nodes decide whom to ask and whom
 * to offer what, and nothing else of them.
 */
final class FlashCrowd {
  private static final int MAX_SOURCES = 64;
  private static final long SECOND = 1_000_000_000L;
  /** Ethernet, IP and TCP headers take the rest of a link. */
  private static final double PAYLOAD = 1448.0 / 1514;

  record Setting(int nodes, double megabitsPerSecond, int mebibytes, int pieceSize, boolean readers, double slowMegabits, Collector.Limits intake, OfferDesk.Limits desk) {}

  private final Setting setting;
  private final Random random = new Random(1);
  private final Network network = new Network(2_000_000);
  private final Link origin;
  private final List<Node> nodes = new ArrayList<>();
  private final int pieces;
  private long messages;

  FlashCrowd(Setting setting) {
    this.setting = setting;
    this.origin = link(setting.megabitsPerSecond());
    this.pieces = Math.ceilDiv(setting.mebibytes() << 20, setting.pieceSize());
    for (int i = 0; i < setting.nodes(); i++) {
      nodes.add(new Node(i, link(i == 0 && setting.slowMegabits() > 0 ? setting.slowMegabits() : setting.megabitsPerSecond())));
    }
  }

  private static Link link(double megabits) {
    return new Link(megabits * 1e6 / 8 * PAYLOAD, megabits * 1e6 / 8 * PAYLOAD);
  }

  private final class Node {
    final int index;
    final NodeId id;
    final Link link;
    final Collector intake;
    final OfferDesk desk;
    final Map<Integer, Transfer> transfers = new HashMap<>();
    long doneAt = -1;
    boolean lead;

    Node(int index, Link link) {
      this.index = index;
      this.id = new NodeId("n" + index);
      this.link = link;
      this.intake = new Collector(id, pieces, setting.intake(), random);
      this.desk = new OfferDesk(id, pieces, setting.desk(), random);
      var all = new BitSet();
      all.set(0, pieces);
      intake.want(all);
    }

    void start() {
      if (index == 0) {
        lead = true;
        desk.grant(1L, network.now());
      }
      plan();
      for (long at : new long[] {150, 400, 1000}) {
        network.after(at * 1_000_000, this::plan);
      }
      network.after(2 * SECOND, this::renew);
      tick();
    }

    void renew() {
      if (doneAt < 0) {
        plan();
        network.after(SECOND, this::renew);
      }
    }

    void plan() {
      if (doneAt >= 0) return;
      var others = new ArrayList<Collector.Neighbour>();
      int size = nodes.size();
      if (size <= MAX_SOURCES) {
        for (var other : nodes) if (other != this) others.add(new Collector.Neighbour(other.id, 0, other.doneAt >= 0));
      } else {
        var own = new Random(index);
        var chosen = new TreeSet<Integer>();
        if (index < 2000000 && own.nextInt(size) < MAX_SOURCES) chosen.add(0);
        while (chosen.size() < MAX_SOURCES) chosen.add(own.nextInt(size));
        chosen.remove(index);
        for (int i : chosen) others.add(new Collector.Neighbour(nodes.get(i).id, 0, nodes.get(i).doneAt >= 0));
      }
      Collections.shuffle(others, random);
      intake.neighboursAre(others);
      step();
    }

    void tick() {
      desk.tick(network.now());
      step();
      if (doneAt < 0 || allDone < nodes.size()) network.after(50_000_000, this::tick);
    }

    void step() {
      if (doneAt >= 0) return;
      long now = network.now();
      if (setting.readers()) {
        int at = Math.min(pieces - 1, intake.verified().nextClearBit(0));
        intake.readersAt(new TreeSet<>(List.of(at)));
      }
      while (lead && intake.room() > 0) {
        int piece = desk.takeShare(intake.missing(), intake.urgent(), now);
        if (piece < 0) break;
        var from = new Collector.From.Origin(id, 1L);
        intake.took(piece, from, now);
        fetch(new Collector.ToFetch(piece, from));
      }
      for (var ask : intake.asks(true, now)) {
        messages++;
        var other = byId.get(ask.neighbour());
        network.message(() -> {
          other.intake.learned(id, ask.ask().have().bits());
          boolean taken = other.desk.ask(ask.ask(), offers -> network.message(() -> { if (ask.ask().room() == 0) intake.confirmed(other.id, offers, network.now()); else answered(other, offers); }), network.now());
          if (!taken) network.message(() -> { intake.askFailed(other.id, network.now()); step(); });
          other.step();
        });
      }
    }

    void answered(Node other, PieceOffers offers) {
      messages++;
      for (var fetch : intake.answered(other.id, offers, network.now())) fetch(fetch);
      step();
    }

    void fetch(Collector.ToFetch fetch) {
      var source = switch (fetch.from()) {
        case Collector.From.Node(NodeId from) -> byId.get(from).link;
        case Collector.From.Origin(NodeId leave, Long token) -> origin;
      };
      var old = transfers.get(fetch.piece());
      double bytes = Math.min(setting.pieceSize(), ((double) setting.mebibytes() * (1 << 20)) - (double) fetch.piece() * setting.pieceSize());
      if (old != null) { network.giveUp(old); bytes = old.left(); }
      double size = bytes;
      network.message(() -> {
        var transfer = network.send(source, link, size, () -> network.message(() -> fetched(fetch)));
        transfers.put(fetch.piece(), transfer);
      });
    }

    void fetched(Collector.ToFetch fetch) {
      long now = network.now();
      intake.fetched(fetch, now);
      desk.added(fetch.piece(), now);
      if (intake.isDone() && doneAt < 0) {
        doneAt = now;
        allDone++;
        for (var ask : intake.asks(true, now)) {
          var other = byId.get(ask.neighbour());
          network.message(() -> other.desk.ask(ask.ask(), o -> {}, network.now()));
        }
      }
      step();
    }
  }

  private final Map<NodeId, Node> byId = new HashMap<>();
  private int allDone;

  double lastSent;
  void trace() {
    double sent = origin.sent();
    for (var n : nodes) sent += n.link.sent();
    int idle = 0, idleDown = 0, held = 0;
    for (var n : nodes) { if (n.link.sending() == 0) idle++; if (n.link.receiving() == 0 && n.doneAt < 0) idleDown++; }
    System.out.printf("%.2f s used %.2f idle up %d down %d origin %d%n", network.now() / 1e9, (sent - lastSent) / ((nodes.size() + 1) * nodes.get(1).link.up * 0.25), idle, idleDown, origin.sending());
    lastSent = sent;
    if (allDone < nodes.size()) network.after(250_000_000, this::trace);
  }

  String run() {
    if (System.getenv("TRACE") != null) trace();
    nodes.forEach(node -> byId.put(node.id, node));
    nodes.forEach(node -> network.after(random.nextInt(20_000_000), node::start));
    network.run(1000 * SECOND);
    double ideal = setting.mebibytes() * 1048576.0 * 8 / setting.megabitsPerSecond() / 1e6;
    var times = nodes.stream().skip(setting.slowMegabits() > 0 ? 1 : 0).mapToDouble(n -> n.doneAt < 0 ? 1e9 : n.doneAt / 1e9).sorted().toArray();
    double size = setting.mebibytes() * 1048576.0;
    return String.format(Locale.ROOT, "ideal %.2f s  median x%.2f  worst x%.2f  origin sent x%.2f", ideal, times[(times.length - 1) / 2] / ideal, times[times.length - 1] / ideal, origin.sent() / PAYLOAD / size) + "  messages/piece " + messages / (double) (pieces * nodes.size());
  }

  static void main(String[] args) {
    int n = Integer.parseInt(args[0]);
    double rate = Double.parseDouble(args[1]);
    int mib = Integer.parseInt(args[2]);
    int piece = Integer.parseInt(args[3]) << 10;
    var intake = new Collector.Limits(Integer.parseInt(args[4]), Integer.parseInt(args[5]), 500);
    var desk = new OfferDesk.Limits(Integer.parseInt(args[6]), Integer.parseInt(args[7]), 2);
    boolean readers = args.length > 8 && args[8].equals("readers");
    double slow = args.length > 9 ? Double.parseDouble(args[9]) : 0;
    System.out.println(new FlashCrowd(new Setting(n, rate, mib, piece, readers, slow, intake, desk)).run());
  }
}
