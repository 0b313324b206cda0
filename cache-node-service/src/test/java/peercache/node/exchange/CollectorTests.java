package peercache.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.node.exchange.Pieces.A;
import static peercache.node.exchange.Pieces.B;
import static peercache.node.exchange.Pieces.C;
import static peercache.node.exchange.Pieces.SECOND;
import static peercache.node.exchange.Pieces.SELF;
import static peercache.node.exchange.Pieces.all;
import static peercache.node.exchange.Pieces.fromOrigin;
import static peercache.node.exchange.Pieces.offers;
import static peercache.node.exchange.Pieces.set;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import peercache.api.NodeId;
import peercache.node.exchange.Collector.From;
import peercache.node.exchange.Collector.Neighbour;
import peercache.node.exchange.Collector.ToAsk;
import peercache.node.exchange.Collector.ToFetch;

class CollectorTests {
  private static final int PIECES = 10;
  private static final BitSet ALL = all(PIECES);

  private long now = SECOND;
  private final Collector collector = collector(3, 1);
  private final Map<NodeId, ToAsk> open = new HashMap<>();

  private static Collector collector(int inFlight, int spareAsks) {
    var collector =
        new Collector(SELF, PIECES, new Collector.Limits(inFlight, spareAsks, 500), new Random(1));
    collector.want(ALL);
    return collector;
  }

  private void neighbours(Neighbour... neighbours) {
    collector.neighboursAre(List.of(neighbours));
  }

  private static Neighbour whole(NodeId id, int tier) {
    return new Neighbour(id, tier, true);
  }

  private static Neighbour filling(NodeId id) {
    return new Neighbour(id, 0, false);
  }

  private List<ToAsk> asks() {
    return asks(collector);
  }

  private List<ToAsk> asks(Collector of) {
    var asks = of.asks(true, now);
    asks.stream().filter(ask -> !ask.isReport()).forEach(ask -> open.put(ask.neighbour(), ask));
    return asks;
  }

  private ToAsk openAt(NodeId node) {
    return Objects.requireNonNull(open.get(node));
  }

  /** A neighbour answers, which is asked now if it was not before. */
  private List<ToFetch> answered(NodeId node, PieceOffers offers) {
    if (!open.containsKey(node)) {
      asks();
    }
    return collector.answered(Objects.requireNonNull(open.remove(node)), offers, now);
  }

  private List<NodeId> asked() {
    return asks().stream().map(ToAsk::neighbour).toList();
  }

  private static ToFetch from(NodeId node, int piece) {
    return new ToFetch(piece, new From.Node(node));
  }

  /** Fetches a piece that is offered at once; it takes so long. */
  private void fetch(NodeId node, int piece, long nanos) {
    answered(node, offers(ALL, piece));
    now += nanos;
    collector.fetched(from(node, piece), now);
  }

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
  void aReportThatFailsLeavesTheAskOpen() {
    neighbours(whole(A, 0), whole(B, 0));
    asks();
    answered(A, offers(ALL, 0));
    asks();
    var open = openAt(A);
    now += SECOND;
    var report = asks().stream().filter(ToAsk::isReport).findFirst().orElseThrow();
    assertThat(report.neighbour()).isEqualTo(A);

    collector.askFailed(report, now);

    now += SECOND;
    assertThat(asks()).allMatch(ToAsk::isReport);
    assertThat(collector.answered(open, offers(ALL, 1), now)).containsExactly(from(A, 1));
  }

  @Test
  void saysNowAndThenThatItIsStillFetching() {
    neighbours(whole(A, 0));
    asks();
    answered(A, offers(ALL, 0, 1, 2));
    assertThat(asks()).isEmpty();

    now += SECOND;

    assertThat(asks())
        .singleElement()
        .satisfies(one -> assertThat(one.ask().fetching()).containsExactlyInAnyOrder(0, 1, 2));
    assertThat(asks()).isEmpty();
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
