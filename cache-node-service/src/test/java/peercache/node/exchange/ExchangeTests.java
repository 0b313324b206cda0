package peercache.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.node.exchange.Pieces.all;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.NodeId;
import peercache.node.exchange.Collector.From;
import peercache.node.exchange.Collector.Neighbour;
import peercache.node.exchange.Collector.ToAsk;
import peercache.node.exchange.Collector.ToFetch;

/** Nodes that decide for themselves, on a network whose messages overtake each other. */
class ExchangeTests {
  private static final int PIECES = 60;
  private static final int NODES = 5;
  private static final long MILLISECOND = 1_000_000;
  private static final long TIMEOUT = 300 * MILLISECOND;

  private record Event(long at, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>((one, other) -> Long.compare(one.at(), other.at()));
  private final Map<NodeId, Node> nodes = new HashMap<>();
  private final List<Integer> fromOrigin = new ArrayList<>();
  private final List<String> twice = new ArrayList<>();
  private Random random = new Random();
  private long now = MILLISECOND;
  private int lostPercent;

  private void after(long least, long most, Runnable action) {
    events.add(new Event(now + least + random.nextLong(most - least), action));
  }

  /** Takes 1 to 30 ms, so that what is sent later may be there sooner. */
  private void message(Runnable action) {
    after(MILLISECOND, 30 * MILLISECOND, action);
  }

  private final class Node {
    final NodeId id;
    final Collector collector;
    final OfferDesk desk;
    boolean leads;

    Node(int index) {
      id = new NodeId("n" + index);
      collector = new Collector(id, PIECES, new Collector.Limits(4, 2, 200), random);
      desk = new OfferDesk(id, PIECES, new OfferDesk.Limits(4, 6, 2), random);
      collector.want(all(PIECES));
    }

    void tick() {
      desk.tick(now);
      step();
      if (now < 60_000 * MILLISECOND) {
        after(40 * MILLISECOND, 60 * MILLISECOND, this::tick);
      }
    }

    void step() {
      while (leads && collector.room() > 0) {
        int piece = desk.takeShare(collector.missing(), List.of(), false, now);
        if (piece == PiecePolicy.NONE) {
          break;
        }
        var from = new From.Origin(id, 1L);
        collector.took(piece, from, now);
        begin(new ToFetch(piece, from));
      }
      collector.asks(true, now).forEach(this::send);
    }

    void send(ToAsk ask) {
      var other = Objects.requireNonNull(nodes.get(ask.neighbour()));
      message(() -> {
        other.collector.learned(id, ask.ask().have().bits());
        other.desk.ask(ask.ask(), offers -> answer(other, ask, offers), now);
        other.step();
      });
    }

    void answer(Node from, ToAsk ask, PieceOffers offers) {
      if (random.nextInt(100) < lostPercent) {
        after(TIMEOUT, 2 * TIMEOUT, () -> collector.askFailed(ask, now));
      } else {
        message(() -> hear(from, ask, offers));
      }
    }

    void hear(Node other, ToAsk ask, PieceOffers offers) {
      desk.learned(other.id, offers.hasOrGets(), now);
      collector.answered(ask, offers, now).forEach(this::begin);
      step();
    }

    void begin(ToFetch fetch) {
      if (fetch.from() instanceof From.Origin) {
        fromOrigin.add(fetch.piece());
      }
      after(
          20 * MILLISECOND,
          60 * MILLISECOND,
          () -> {
            if (collector.verified().get(fetch.piece())) {
              twice.add(id + " " + fetch.piece());
            }
            collector.fetched(fetch, now);
            desk.added(fetch.piece(), now);
            step();
          });
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void eachPieceComesFromTheOriginOnceAndToEachNodeOnce(int seed) {
    run(seed);

    assertThat(nodes.values()).allMatch(node -> node.collector.isDone());
    assertThat(fromOrigin).hasSize(PIECES).doesNotHaveDuplicates();
    assertThat(twice).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void whatAnswersThatGetLostOfferedIsOfferedAgain(int seed) {
    lostPercent = 20;
    run(seed);

    assertThat(nodes.values()).allMatch(node -> node.collector.isDone());
    assertThat(fromOrigin).hasSize(PIECES).doesNotHaveDuplicates();
    assertThat(twice).isEmpty();
  }

  private void run(int seed) {
    random = new Random(seed);
    for (int i = 0; i < NODES; i++) {
      var node = new Node(i);
      nodes.put(node.id, node);
    }
    for (var node : nodes.values()) {
      node.collector.neighboursAre(
          nodes.keySet().stream()
              .filter(id -> !id.equals(node.id))
              .map(id -> new Neighbour(id, 0, false))
              .toList());
      message(node::tick);
    }
    var leader = nodes.values().iterator().next();
    leader.leads = true;
    leader.desk.grant(1L, now);

    for (var event = events.poll(); event != null; event = events.poll()) {
      now = event.at();
      event.action().run();
    }
  }
}
