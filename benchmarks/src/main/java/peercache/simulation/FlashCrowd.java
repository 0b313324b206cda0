package peercache.simulation;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import peercache.api.NodeId;
import peercache.node.exchange.Collector;
import peercache.node.exchange.OfferDesk;
import peercache.simulation.Network.Link;

/**
 * A flash crowd on simulated links: the very classes with which nodes decide whom to ask and whom
 * to offer what, and nothing else of them. Processors are infinitely fast here, and messages take 2
 * ms.
 */
final class FlashCrowd {
  private static final long SECOND = 1_000_000_000L;
  private static final long LATENCY = SECOND / 500;
  private static final long STARTS_WITHIN = SECOND / 50;

  /** As many other nodes as the registry names to one. */
  private static final int MAX_SOURCES = 64;

  /** Ethernet, IP and TCP headers take the rest of a link. */
  private static final double PAYLOAD = 1448.0 / 1514;

  /**
   * @param megabits a second of each link, each way
   * @param slowMegabits of the link of the node that has the grant
   */
  record Setting(int nodes, double megabits, int mebibytes, int pieceSize, double slowMegabits) {
    double bytes() {
      return mebibytes * 1048576.0;
    }

    int pieces() {
      return Math.toIntExact(Math.ceilDiv((long) mebibytes << 20, pieceSize));
    }

    double lengthOf(int piece) {
      return Math.min(pieceSize, bytes() - (double) piece * pieceSize);
    }
  }

  final Setting setting;
  final Network network = new Network(LATENCY);
  final Random random = new Random(1);
  final Collector.Limits collectorLimits = new Collector.Limits(6, 2, 1_000);
  final OfferDesk.Limits deskLimits = new OfferDesk.Limits(6, 8, 2);
  final Link origin;
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final Map<NodeId, SimulatedNode> byId = new HashMap<>();
  private int done;

  private FlashCrowd(Setting setting) {
    this.setting = setting;
    this.origin = link(setting.megabits());
    for (int i = 0; i < setting.nodes(); i++) {
      double megabits = i == 0 ? setting.slowMegabits() : setting.megabits();
      var node = new SimulatedNode(this, new NodeId("n" + i), link(megabits), i == 0);
      nodes.add(node);
      byId.put(node.id, node);
    }
  }

  private static Link link(double megabits) {
    double bytesPerSecond = megabits * 1e6 / 8 * PAYLOAD;
    return new Link(bytesPerSecond, bytesPerSecond);
  }

  SimulatedNode node(NodeId id) {
    return Objects.requireNonNull(byId.get(id));
  }

  boolean isOver() {
    return done == nodes.size();
  }

  void oneIsDone() {
    done++;
  }

  /** What the registry says to one node: all others, or as many as it names, chosen for it. */
  List<Collector.Neighbour> neighboursOf(SimulatedNode asker) {
    var chosen = new TreeSet<Integer>();
    var own = new Random(asker.id.hashCode());
    while (chosen.size() < Math.min(MAX_SOURCES, nodes.size())) {
      chosen.add(nodes.size() <= MAX_SOURCES ? chosen.size() : own.nextInt(nodes.size()));
    }
    return chosen.stream()
        .map(nodes::get)
        .filter(node -> node != asker)
        .map(node -> new Collector.Neighbour(node.id, 0, node.isDone()))
        .toList();
  }

  BitSet allPieces() {
    var all = new BitSet();
    all.set(0, setting.pieces());
    return all;
  }

  private String run() {
    for (var node : nodes) {
      network.after(random.nextLong(STARTS_WITHIN), node::start);
    }
    network.run(3_600 * SECOND);
    double ideal = setting.bytes() * 8 / setting.megabits() / 1e6;
    boolean slow = setting.slowMegabits() < setting.megabits();
    var times =
        nodes.stream().skip(slow ? 1 : 0).mapToDouble(SimulatedNode::seconds).sorted().toArray();
    return String.format(
        Locale.ROOT,
        "ideal %.2f s  median x%.2f  worst x%.2f  origin sent x%.2f",
        ideal,
        times[(times.length - 1) / 2] / ideal,
        times[times.length - 1] / ideal,
        origin.sent() / PAYLOAD / setting.bytes());
  }

  /**
   * @param arguments nodes, megabits a second, mebibytes, kibibytes of a piece, and perhaps the
   *     megabits a second of the node that has the grant
   */
  static void main(String[] arguments) {
    double megabits = Double.parseDouble(arguments[1]);
    var setting =
        new Setting(
            Integer.parseInt(arguments[0]),
            megabits,
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]) << 10,
            arguments.length > 4 ? Double.parseDouble(arguments[4]) : megabits);
    IO.println(new FlashCrowd(setting).run());
  }
}
