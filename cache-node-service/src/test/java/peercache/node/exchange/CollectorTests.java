package peercache.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.node.exchange.Pieces.A;
import static peercache.node.exchange.Pieces.B;
import static peercache.node.exchange.Pieces.C;
import static peercache.node.exchange.Pieces.SECOND;
import static peercache.node.exchange.Pieces.SELF;
import static peercache.node.exchange.Pieces.fromOrigin;
import static peercache.node.exchange.Pieces.offers;
import static peercache.node.exchange.Pieces.set;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import peercache.api.NodeId;
import peercache.node.exchange.Collector.Neighbour;
import peercache.node.exchange.Collector.ToAsk;

/** Whom it asks, and when. */
class CollectorTests extends CollectorCase {
  @Test
  void saysHowItStandsWhenItAsks() {
    neighbours(whole(A, 0));
    collector.settle(4, true);

    var ask = asks().getFirst().ask();

    assertThat(ask.node()).isEqualTo(SELF);
    assertThat(ask.have().bits()).isEqualTo(set(4));
    assertThat(ask.wanted().bits()).isEqualTo(set(0, 1, 2, 3, 5, 6, 7, 8, 9));
    assertThat(ask.room()).isEqualTo(3);
    assertThat(ask.originToo()).isTrue();
    assertThat(ask.waitMillis()).isEqualTo(500);
  }

  @Test
  void asksNearNodesBeforeFarOnes() {
    var few = collector(1, 0);
    few.neighboursAre(List.of(whole(A, 0), whole(B, -2), whole(C, -1)));

    assertThat(asks(few)).extracting(ToAsk::neighbour).containsExactly(B);
    assertThat(asks(few)).as("no more than it has room for").isEmpty();
    few.askFailed(openAt(B), now);
    assertThat(asks(few)).extracting(ToAsk::neighbour).containsExactly(C);
  }

  @Test
  void asksWhoLeadsFirst() {
    var few = collector(1, 0);
    few.neighboursAre(List.of(whole(A, -5), filling(B)));
    few.askFailed(asks(few).getFirst(), now);
    few.answered(asks(few).getFirst(), fromOrigin(), now);
    now += SECOND / 10;

    assertThat(asks(few).stream().filter(ask -> !ask.isReport()))
        .extracting(ToAsk::neighbour)
        .containsExactly(B);
    assertThat(few.isLed()).isTrue();
  }

  @Test
  void leavesNoMoreAsksOpenThanItHasRoomForAndAFewToSpare() {
    neighbours(
        IntStream.range(0, 9)
            .mapToObj(i -> whole(new NodeId("n" + i), 0))
            .toArray(Neighbour[]::new));

    assertThat(asked()).hasSize(4).doesNotHaveDuplicates();
    assertThat(asked()).isEmpty();
  }

  @Test
  void asksNobodyForPiecesWhenItHasNoRoom() {
    neighbours(whole(A, 0), whole(B, 0));
    asks();
    answered(A, offers(ALL, 0, 1, 2));

    assertThat(collector.room()).isZero();
    assertThat(asks()).isEmpty();
  }

  @Test
  void whoHasNothingThatItLacksIsNotAskedWhileOthersHave() {
    var few = collector(1, 0);
    few.neighboursAre(List.of(filling(A), filling(B)));
    few.settle(0, true);
    few.learned(A, set(0));
    few.learned(B, set(0, 1));

    assertThat(few.asks(true, now)).extracting(ToAsk::neighbour).containsExactly(B);
  }

  @Test
  void whoHasNothingSoFarIsAskedIfNobodyElseHas() {
    neighbours(filling(A));
    collector.learned(A, set());

    assertThat(asked()).containsExactly(A);
  }

  @Test
  void doesNotAskOnceAllIsHere() {
    neighbours(whole(A, 0));
    IntStream.range(0, PIECES).forEach(piece -> collector.settle(piece, true));

    assertThat(collector.isDone()).isTrue();
    assertThat(asks()).isEmpty();
  }

  @Test
  void anAskThatFailedIsOverAndSaidToBe() {
    neighbours(whole(A, 0), whole(B, 0));
    var failed = asks().getFirst();
    assertThat(failed.ask().closed()).isZero();

    collector.askFailed(failed, now);
    now += SECOND;

    var next = asks().stream().filter(one -> one.neighbour().equals(failed.neighbour())).toList();
    assertThat(next.getFirst().ask().closed()).isEqualTo(failed.ask().number());
  }

  @Test
  void aReportThatFailsLeavesTheAskOpen() {
    neighbours(whole(A, 0), whole(B, 0));
    asks();
    answered(A, offers(ALL, 0));
    asks();
    var open = openAt(A);
    now += 2 * SECOND;
    var report = asks().stream().filter(ToAsk::isReport).findFirst().orElseThrow();
    assertThat(report.neighbour()).isEqualTo(A);

    collector.askFailed(report, now);

    now += SECOND;
    assertThat(asks()).allMatch(ToAsk::isReport);
    assertThat(collector.answered(open, offers(ALL, 1), now)).containsExactly(from(A, 1));
  }

  @Test
  void asksAtOnceAgainWhoHadSomethingAndSoonWhoHadNothing() {
    neighbours(whole(A, 0), whole(B, 0));
    asks();
    answered(A, offers(ALL, 0));
    answered(B, offers(ALL));

    assertThat(asked()).containsExactly(A);
    now += 20_000_000;
    assertThat(asked()).containsExactly(B);
  }

  @Test
  void whoFailsIsLeftAloneForEverLonger() {
    neighbours(whole(A, 0));
    long pause = 100_000_000;
    for (int i = 0; i < 8; i++) {
      assertThat(asked()).containsExactly(A);
      collector.askFailed(openAt(A), now);
      now += pause - 1;
      assertThat(asked()).isEmpty();
      now += 1;
      pause = Math.min(2 * pause, 3_200_000_000L);
    }
  }

  @Test
  void whoDidNotDeliverIsLeftAloneToo() {
    neighbours(whole(A, 0));
    answered(A, offers(ALL, 0));

    collector.fetchFailed(from(A, 0), now);

    assertThat(collector.missing()).isEqualTo(ALL);
    assertThat(asked()).isEmpty();
    now += SECOND / 10;
    assertThat(asked()).containsExactly(A);
  }

  @Test
  void whoSentWrongBytesIsNeverAskedAgain() {
    neighbours(whole(A, 0), whole(B, 0));
    asks();

    collector.ban(A);
    neighbours(whole(A, 0), whole(B, 0));

    assertThat(collector.banned()).containsExactly(A);
    assertThat(answered(A, offers(ALL, 0))).isEmpty();
    assertThat(collector.learned(A, ALL)).isFalse();
    answered(B, offers(ALL, 1));
    assertThat(asked()).containsExactly(B);
  }

  @Test
  void isFirstOfThoseWhoFillAndAnswer() {
    assertThat(collector.isFirst()).as("alone").isTrue();
    neighbours(filling(new NodeId("z")), whole(A, 0));
    assertThat(collector.isFirst()).isTrue();
    neighbours(filling(B));
    assertThat(collector.isFirst()).isFalse();

    collector.askFailed(asks().getFirst(), now);
    assertThat(collector.isFirst()).as("nobody answers there").isTrue();
    collector.learned(B, set());
    assertThat(collector.isFirst()).as("it asked").isFalse();
  }

  @Test
  void hearsAnewWhatItsNeighboursHave() {
    neighbours(filling(A), filling(B), whole(C, 0));
    assertThat(collector.hasHeardAll()).isFalse();
    answered(A, offers(ALL));
    collector.learned(B, set());
    assertThat(collector.hasHeardAll()).isTrue();

    collector.hearAnew();
    now += SECOND;

    var asks = asks();
    assertThat(asks).extracting(ToAsk::neighbour).contains(A, B);
    assertThat(collector.hasHeardAll()).isFalse();
    collector.learned(A, set());
    collector.askFailed(
        asks.stream().filter(one -> one.neighbour().equals(B)).findFirst().orElseThrow(), now);
    assertThat(collector.hasHeardAll()).isTrue();
  }

  @Test
  void itsNumbersRiseAlsoWhenANeighbourLeavesAndComesBack() {
    neighbours(whole(A, 0));
    long first = asks().getFirst().ask().number();
    answered(A, offers(ALL, 0));
    long second = asks().getFirst().ask().number();
    answered(A, offers(ALL, 1));
    neighbours();
    now += 1_000;
    neighbours(whole(A, 0));

    assertThat(second).isGreaterThan(first);
    assertThat(asks().getFirst().ask().number()).isGreaterThan(second);
  }

  @Test
  void itsNumbersRiseAlsoFromOneFillToTheNext() {
    neighbours(whole(A, 0));
    long number = 0;
    for (int piece = 0; piece < 5; piece++) {
      now += 1_000;
      number = asks().getFirst().ask().number();
      answered(A, offers(ALL));
      now += 20_000_000;
    }

    var next = collector(3, 1);
    next.neighboursAre(List.of(whole(A, 0)));

    assertThat(next.asks(true, now).getFirst().ask().number()).isGreaterThan(number);
  }
}
