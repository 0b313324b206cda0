package peercache.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.node.exchange.Pieces.A;
import static peercache.node.exchange.Pieces.B;
import static peercache.node.exchange.Pieces.C;
import static peercache.node.exchange.Pieces.SECOND;
import static peercache.node.exchange.Pieces.fromOrigin;
import static peercache.node.exchange.Pieces.offers;
import static peercache.node.exchange.Pieces.set;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import peercache.node.exchange.Collector.From;
import peercache.node.exchange.Collector.ToAsk;
import peercache.node.exchange.Collector.ToFetch;

/** What it fetches of what it is offered, and what it says of that. */
class CollectorFetchTests extends CollectorCase {
  @Test
  void takesWhatItIsOfferedAsFarAsItIsWanted() {
    neighbours(whole(A, 0));
    collector.settle(1, true);

    assertThat(answered(A, offers(ALL, 0, 1, 99))).containsExactly(from(A, 0));
    assertThat(collector.missing()).isEqualTo(set(2, 3, 4, 5, 6, 7, 8, 9));
  }

  @Test
  void takesNoMoreThanItHasRoomForAndAFewToSpare() {
    neighbours(whole(A, 0), whole(B, 0));
    answered(A, offers(ALL, 0, 1, 2));

    assertThat(answered(B, offers(ALL, 3, 4, 5))).containsExactly(from(B, 3));
  }

  @Test
  void tellsANeighbourSoonWhatItDoesNotFetchAfterAll() {
    neighbours(whole(A, 0), whole(B, 0));
    asks();
    answered(A, offers(ALL, 0, 1, 2));
    var asked = openAt(B);

    answered(B, offers(ALL, 0));

    assertThat(asks())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.neighbour()).isEqualTo(B);
          assertThat(one.isReport()).isTrue();
          assertThat(one.ask().closed()).isEqualTo(asked.ask().number());
          assertThat(one.ask().fetching()).isEmpty();
        });
  }

  @Test
  void whatANeighbourOfferedIsKnownAlsoWhenItWasNoneForAWhile() {
    neighbours(whole(A, 0));
    answered(A, offers(ALL, 0));
    var open = asks().getFirst();

    neighbours();
    assertThat(collector.answered(open, offers(ALL, 1), now)).containsExactly(from(A, 1));
    neighbours(whole(A, 0));

    now += SECOND;
    assertThat(asks().getFirst().ask().fetching()).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void whatAnAskThatIsOverOffersIsNotTaken() {
    neighbours(whole(A, 0));
    var over = asks().getFirst();
    collector.askFailed(over, now);

    assertThat(collector.answered(over, offers(ALL, 0), now)).isEmpty();
  }

  @Test
  void tellsAtTheEndWhoeverKeepsRoomForIt() {
    neighbours(whole(A, 0), whole(B, 0), filling(C));
    asks();
    answered(A, offers(ALL, 0));
    answered(B, offers(ALL));

    var last = collector.lastReports(now);

    assertThat(last).extracting(ToAsk::neighbour).containsExactlyInAnyOrder(A, C);
    assertThat(last)
        .allSatisfy(one -> {
          assertThat(one.isReport()).isTrue();
          assertThat(one.ask().fetching()).isEmpty();
          assertThat(one.ask().wanted().bits()).isEqualTo(set());
          assertThat(one.ask().closed()).isPositive();
        });
    assertThat(collector.lastReports(now)).as("told once").isEmpty();
  }

  @Test
  void saysNowAndThenThatItIsStillFetching() {
    neighbours(whole(A, 0));
    asks();
    answered(A, offers(ALL, 0, 1, 2));
    assertThat(asks()).isEmpty();

    now += 2 * SECOND;

    assertThat(asks())
        .singleElement()
        .satisfies(one -> assertThat(one.ask().fetching()).containsExactlyInAnyOrder(0, 1, 2));
    assertThat(asks()).isEmpty();
  }

  @Test
  void anotherSourceGoesOnWithAPieceThatIsSlow() {
    neighbours(whole(A, 0), whole(B, 0));
    IntStream.range(0, 9).forEach(piece -> fetch(A, piece, 1_000));
    answered(A, offers(ALL, 9));

    now += 3_000;
    assertThat(answered(B, offers(ALL, 9))).as("not yet").isEmpty();
    now += 1;
    assertThat(asks().getFirst().ask().wanted().bits()).isEqualTo(set(9));
    assertThat(answered(B, offers(ALL, 9))).containsExactly(from(B, 9));

    collector.fetchFailed(from(A, 9), now);
    assertThat(collector.missing()).as("given up, not failed").isEqualTo(set());
    collector.fetched(from(B, 9), now);
    assertThat(collector.isDone()).isTrue();
  }

  @Test
  void theSourceOfASlowPieceDoesNotBeginItAgain() {
    neighbours(whole(A, 0));
    IntStream.range(0, 9).forEach(piece -> fetch(A, piece, 1_000));
    answered(A, offers(ALL, 9));
    now += 10_000;

    assertThat(answered(A, offers(ALL, 9))).isEmpty();
    collector.fetched(from(A, 9), now);
    assertThat(collector.isDone()).isTrue();
  }

  @Test
  void asksForASlowPieceOnlyOnceNothingElseIsMissing() {
    neighbours(whole(A, 0), whole(B, 0));
    fetch(A, 0, 1_000);
    answered(A, offers(ALL, 1));
    now += 10_000;

    assertThat(asks().getFirst().ask().wanted().bits()).isEqualTo(set(2, 3, 4, 5, 6, 7, 8, 9));
  }

  @Test
  void whatMayBeHereIsNotAskedForBeforeThatIsSettled() {
    neighbours(whole(A, 0));
    collector.hold(set(0, 1));
    assertThat(collector.missing()).isEqualTo(set(2, 3, 4, 5, 6, 7, 8, 9));

    collector.settle(0, true);
    collector.settle(1, false);

    assertThat(collector.missing()).isEqualTo(set(1, 2, 3, 4, 5, 6, 7, 8, 9));
    assertThat(asks().getFirst().ask().have().bits()).isEqualTo(set(0));
  }

  @Test
  void whatReadersWaitForIsUrgentAsFarAsItIsNotOnItsWay() {
    neighbours(whole(A, 0));
    collector.settle(2, true);
    collector.readersAt(new TreeSet<>(List.of(2, 6)));
    assertThat(collector.urgent()).containsExactly(3, 6);

    answered(A, offers(ALL, 3));

    assertThat(collector.urgent()).containsExactly(4, 6);
    assertThat(asks().getFirst().ask().urgent()).containsExactly(4, 6);
  }

  @Test
  void fewReadersAreUrgentAtOnce() {
    collector.readersAt(new TreeSet<>(List.of(0, 1, 2, 3, 4, 5, 6)));
    assertThat(collector.urgent()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void fetchesFromTheOriginByLeaveOfANeighbour() {
    neighbours(filling(A));
    asks();

    var fetches = answered(A, fromOrigin(5));

    assertThat(fetches).containsExactly(new ToFetch(5, new From.Origin(A, 7L)));
    now += SECOND;
    assertThat(asks().getFirst().ask().fetching()).containsExactly(5);
    collector.fetchFailed(fetches.getFirst(), now);
    assertThat(asks().stream().filter(ToAsk::isReport).toList())
        .singleElement()
        .satisfies(one -> assertThat(one.ask().fetching()).isEmpty());
  }

  @Test
  void saysWhatComesFromTheOriginWhomeverItAsks() {
    neighbours(filling(A), filling(B));
    answered(A, fromOrigin(5));

    now += SECOND;

    assertThat(asks()).allSatisfy(one -> assertThat(one.ask().coming().bits()).isEqualTo(set(5)));
  }
}
