package peercache.node.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.node.exchange.OfferDesk;
import peercache.node.exchange.PieceAsk;
import peercache.node.exchange.PieceOffers;
import peercache.node.exchange.PieceSet;
import peercache.node.membership.NodeIdentity;

class DesksTests {
  private static final VersionId ID = new VersionId("a".repeat(64));
  private static final VersionId OTHER = new VersionId("b".repeat(64));
  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicLong time = new AtomicLong();
  private final Queue<PieceOffers> answers = new ConcurrentLinkedQueue<>();

  @SuppressWarnings("NullAway") // what is whole is not asked for here
  private final Desks desks =
      new Desks(
          null,
          new NodeIdentity(new NodeId("self"), 1, URI.create("http://unused"), null, Zone.DEFAULT),
          new FillProperties(
              6, 2, Duration.ofMillis(500), 6, 8, 2, 64, 32, LONG, LONG, LONG, LONG, LONG),
          time::get);

  @AfterEach
  void close() {
    desks.close();
  }

  private void waitAt(OfferDesk desk) {
    var nothing = PieceSet.of(new BitSet());
    var wanted = new BitSet();
    wanted.set(1);
    var ask =
        new PieceAsk(
            new NodeId("n1"),
            1,
            0,
            10,
            nothing,
            nothing,
            PieceSet.of(wanted),
            List.of(),
            List.of(),
            1,
            false,
            100);
    assertThat(desk.ask(ask, answers::add, System.nanoTime())).isTrue();
  }

  @Test
  void waitsEndAlsoAtTheDeskOfAFillThatTakesLong() {
    var desk = desks.begin(ID, 10);
    time.addAndGet(Duration.ofMinutes(5).toNanos());
    desks.begin(OTHER, 10); // the idle ones go

    waitAt(desk);

    await().until(() -> !answers.isEmpty());
    desks.ended(ID);
    assertThat(desks.begin(ID, 10)).as("what it knows is kept").isSameAs(desk);
  }

  @Test
  void aDeskThatIsIdleAfterItsFillIsForgotten() {
    var desk = desks.begin(ID, 10);
    desks.ended(ID);
    waitAt(desk);
    time.addAndGet(Duration.ofMinutes(5).toNanos());
    desks.begin(OTHER, 10);

    assertThat(answers).as("nobody waits there").hasSize(1);
    assertThat(desks.begin(ID, 10)).isNotSameAs(desk);
  }
}
