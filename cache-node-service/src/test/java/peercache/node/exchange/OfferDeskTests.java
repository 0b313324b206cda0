package peercache.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.node.exchange.Pieces.A;
import static peercache.node.exchange.Pieces.B;
import static peercache.node.exchange.Pieces.C;
import static peercache.node.exchange.Pieces.SECOND;
import static peercache.node.exchange.Pieces.SELF;
import static peercache.node.exchange.Pieces.all;
import static peercache.node.exchange.Pieces.set;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import peercache.api.NodeId;

class OfferDeskTests {
  private static final int PIECES = 10;
  private static final int WAIT = 500;

  private long now = SECOND;
  private final Map<NodeId, Long> numbers = new HashMap<>();
  private final List<PieceOffers> ofA = new ArrayList<>();
  private final List<PieceOffers> ofB = new ArrayList<>();
  private final List<PieceOffers> ofC = new ArrayList<>();

  private static OfferDesk desk(int slots) {
    return new OfferDesk(SELF, PIECES, new OfferDesk.Limits(slots, 8, 2), new Random(1));
  }

  private static OfferDesk wholeDesk(int slots) {
    var desk = desk(slots);
    desk.addAll();
    return desk;
  }

  private List<PieceOffers> of(NodeId node) {
    return node.equals(A) ? ofA : node.equals(B) ? ofB : ofC;
  }

  private static PieceAsk ask(NodeId node, long number, long offered, int room) {
    return new PieceAsk(
        node,
        number,
        offered,
        PIECES,
        PieceSet.of(set()),
        PieceSet.of(all(PIECES)),
        List.of(),
        List.of(),
        room,
        false,
        WAIT);
  }

  private static PieceAsk having(BitSet have, PieceAsk ask) {
    var wanted = ask.wanted().bits();
    wanted.andNot(have);
    return new PieceAsk(
        ask.node(),
        ask.number(),
        ask.offered(),
        PIECES,
        PieceSet.of(have),
        PieceSet.of(wanted),
        ask.urgent(),
        ask.fetching(),
        ask.room(),
        ask.originToo(),
        WAIT);
  }

  private static PieceAsk fetching(PieceAsk ask, Integer... pieces) {
    return new PieceAsk(
        ask.node(),
        ask.number(),
        ask.offered(),
        PIECES,
        ask.have(),
        ask.wanted(),
        ask.urgent(),
        List.of(pieces),
        ask.room(),
        ask.originToo(),
        WAIT);
  }

  private static PieceAsk urgent(PieceAsk ask, Integer... pieces) {
    return new PieceAsk(
        ask.node(),
        ask.number(),
        ask.offered(),
        PIECES,
        ask.have(),
        ask.wanted(),
        List.of(pieces),
        ask.fetching(),
        ask.room(),
        ask.originToo(),
        WAIT);
  }

  private static PieceAsk originToo(PieceAsk ask) {
    return new PieceAsk(
        ask.node(),
        ask.number(),
        ask.offered(),
        PIECES,
        ask.have(),
        ask.wanted(),
        ask.urgent(),
        ask.fetching(),
        ask.room(),
        true,
        WAIT);
  }

  private boolean tell(OfferDesk desk, PieceAsk ask) {
    return desk.ask(ask, of(ask.node())::add, now);
  }

  /** With the next number, and as one who has heard of all offers. */
  private void askFor(OfferDesk desk, NodeId node, int room) {
    tell(desk, ask(node, numbers.merge(node, 1L, Long::sum), lastOffers(node), room));
  }

  private long lastOffers(NodeId node) {
    return of(node).stream().mapToLong(PieceOffers::number).max().orElse(0);
  }

  @Test
  void offersAtOnceWhatIsHere() {
    var desk = desk(4);
    desk.added(3, now);

    askFor(desk, A, 2);

    assertThat(ofA)
        .singleElement()
        .satisfies(offers -> {
          assertThat(offers.pieces()).containsExactly(3);
          assertThat(offers.have().bits()).isEqualTo(set(3));
          assertThat(offers.number()).isEqualTo(1);
          assertThat(offers.leads()).isFalse();
        });
  }

  @Test
  void anAskWaitsUntilThereIsSomethingToOffer() {
    var desk = desk(4);
    askFor(desk, A, 2);
    assertThat(ofA).isEmpty();

    desk.added(5, now);

    assertThat(ofA).singleElement().satisfies(one -> assertThat(one.pieces()).containsExactly(5));
  }

  @Test
  void aWaitEnds() {
    var desk = desk(4);
    askFor(desk, A, 2);
    now += WAIT * 1_000_000L - 1;
    desk.tick(now);
    assertThat(ofA).isEmpty();

    now += 1;
    desk.tick(now);
    desk.tick(now);

    assertThat(ofA).singleElement().matches(PieceOffers::offersNothing);
    desk.added(1, now);
    assertThat(ofA).as("answered once").hasSize(1);
  }

  @Test
  void whoHasNoRoomOnlyReports() {
    var desk = wholeDesk(4);

    askFor(desk, A, 0);

    assertThat(ofA).singleElement().matches(PieceOffers::offersNothing);
    assertThat(ofA.getFirst().have().bits()).isEqualTo(all(PIECES));
  }

  @Test
  void offersNothingThatIsNotWanted() {
    var desk = desk(4);
    desk.added(1, now);
    desk.added(2, now);

    tell(desk, having(set(1), ask(A, 1, 0, 4)));

    assertThat(ofA.getFirst().pieces()).containsExactly(2);
  }

  @Test
  void slotsAreBounded() {
    var desk = wholeDesk(3);

    askFor(desk, A, 9);
    askFor(desk, B, 9);

    assertThat(ofA.getFirst().pieces()).hasSize(3).doesNotHaveDuplicates();
    assertThat(ofB).isEmpty();
  }

  @Test
  void nobodyIsOfferedMoreThanItHasRoomFor() {
    var desk = wholeDesk(8);
    askFor(desk, A, 2);
    assertThat(ofA.getFirst().pieces()).hasSize(2);
  }

  @Test
  void aLineSharesTheSlots() {
    var desk = desk(4);
    askFor(desk, A, 4);
    askFor(desk, B, 4);
    desk.addAll();

    desk.tick(now);

    assertThat(ofA.getFirst().pieces()).hasSize(2);
    assertThat(ofB.getFirst().pieces()).hasSize(2).doesNotContainAnyElementsOf(taken(ofA));
  }

  private static List<Integer> taken(List<PieceOffers> offers) {
    return offers.stream().flatMap(one -> one.pieces().stream()).toList();
  }

  @Test
  void whoHasLeastIsServedFirst() {
    var desk = wholeDesk(1);
    askFor(desk, A, 1);
    tell(desk, having(set(0, 1, 2), ask(B, 1, 0, 1)));
    tell(desk, having(set(0), ask(C, 1, 0, 1)));

    askFor(desk, A, 0); // its slot is free

    assertThat(ofC).hasSize(1);
    assertThat(ofB).isEmpty();
  }

  @Test
  void whatAReaderWaitsForGoesBeforeWhatIsRare() {
    var desk = wholeDesk(1);
    desk.learned(B, set(7), now);

    tell(desk, urgent(ask(A, 1, 0, 1), 7));

    assertThat(ofA.getFirst().pieces()).containsExactly(7);
  }

  @Test
  void offersFirstWhatTheFewestHave() {
    var desk = wholeDesk(1);
    desk.learned(B, all(9), now);

    askFor(desk, A, 1);

    assertThat(ofA.getFirst().pieces()).containsExactly(9);
  }

  @Test
  void aSlotIsFreeOnceItsPieceIsNotFetchedAnyMore() {
    var desk = wholeDesk(1);
    askFor(desk, A, 1);
    askFor(desk, B, 1);
    int piece = ofA.getFirst().pieces().getFirst();
    tell(desk, fetching(ask(A, 2, 1, 0), piece));
    assertThat(ofB).isEmpty();

    tell(desk, ask(A, 3, 1, 0));

    assertThat(ofB).hasSize(1);
  }

  @Test
  void aReportThatWasOvertakenDoesNotCount() {
    var desk = wholeDesk(1);
    askFor(desk, A, 1);
    askFor(desk, B, 1);
    tell(desk, fetching(ask(A, 3, 1, 0), ofA.getFirst().pieces().getFirst()));

    tell(desk, ask(A, 2, 1, 0));

    assertThat(ofB).isEmpty();
  }

  @Test
  void aReportFromBeforeTheOffersWereHeardOfFreesNothing() {
    var desk = wholeDesk(1);
    askFor(desk, A, 1);
    askFor(desk, B, 1);

    tell(desk, ask(A, 2, 0, 0));
    assertThat(ofB).isEmpty();

    tell(desk, ask(A, 3, 1, 0));
    assertThat(ofB).hasSize(1);
  }

  @Test
  void theSlotsOfOneThatIsForgottenAreFree() {
    var desk = wholeDesk(1);
    askFor(desk, A, 1);
    now += OfferDesk.SILENCE_NANOS - 1;
    desk.tick(now);
    askFor(desk, B, 1);
    assertThat(ofB).isEmpty();

    now += 1;
    desk.tick(now);

    assertThat(ofB).hasSize(1);
  }

  @Test
  void whatAForgottenNodeHadIsNotCommonForThat() {
    var desk = wholeDesk(1);
    desk.learned(B, all(9), now);
    now += OfferDesk.SILENCE_NANOS;
    desk.tick(now);
    desk.learned(C, set(9), now);

    askFor(desk, A, 1);

    assertThat(ofA.getFirst().pieces()).doesNotContain(9);
  }

  @Test
  void aLaterAskTakesThePlaceOfAnEarlierOne() {
    var desk = desk(4);
    askFor(desk, A, 1);
    askFor(desk, A, 1);
    assertThat(ofA).as("the first").singleElement().matches(PieceOffers::offersNothing);

    desk.added(0, now);

    assertThat(ofA).hasSize(2);
    assertThat(ofA.getLast().pieces()).containsExactly(0);
  }

  @Test
  void theLineIsBounded() {
    var desk = desk(4);
    for (int i = 0; i < 512; i++) {
      assertThat(desk.ask(ask(new NodeId("n" + i), 1, 0, 1), ofC::add, now)).isTrue();
    }

    assertThat(tell(desk, ask(A, 1, 0, 1))).isFalse();
    assertThat(ofA).isEmpty();
  }

  @Test
  void takesNoAskAboutAnotherNumberOfPieces() {
    var desk = new OfferDesk(SELF, PIECES + 1, new OfferDesk.Limits(1, 1, 1), new Random(1));
    assertThat(tell(desk, ask(A, 1, 0, 1))).isFalse();
  }

  @Test
  void nobodyWaitsWhenItIsClosed() {
    var desk = desk(4);
    askFor(desk, A, 1);
    desk.close();
    assertThat(ofA).singleElement().matches(PieceOffers::offersNothing);
  }

  @Test
  void givesEachPieceOfTheOriginToOneNode() {
    var desk = desk(4);
    tell(desk, originToo(ask(A, 1, 0, 1)));
    tell(desk, originToo(ask(B, 1, 0, 1)));

    desk.grant(7L, now);

    assertThat(List.of(ofA.getFirst().fromOrigin(), ofB.getFirst().fromOrigin()))
        .containsExactlyInAnyOrder(List.of(0), List.of(1));
    assertThat(ofA.getFirst().originToken()).isEqualTo(7L);
    assertThat(ofA.getFirst().leads()).isTrue();
  }

  @Test
  void givesNoneToANodeThatCannotReachTheOrigin() {
    var desk = desk(4);
    desk.grant(7L, now);
    askFor(desk, A, 1);
    assertThat(ofA).isEmpty();
  }

  @Test
  void doesNotHaveFetchedFromTheOriginWhatAnotherNodeHas() {
    var desk = desk(4);
    desk.learned(B, all(8), now);
    desk.grant(7L, now);

    tell(desk, originToo(ask(A, 1, 0, 4)));

    assertThat(ofA.getFirst().fromOrigin()).containsExactly(8, 9);
  }

  @Test
  void doesNotBelieveOneThatSentWrongBytes() {
    var desk = desk(4);
    desk.learned(B, all(PIECES), now);
    desk.grant(7L, now);
    tell(desk, originToo(ask(A, 1, 0, 1)));
    assertThat(ofA).isEmpty();

    desk.distrust(B, now);
    assertThat(ofA.getFirst().fromOrigin()).containsExactly(0);

    desk.learned(B, all(PIECES), now);
    tell(desk, having(all(PIECES), ask(B, 1, 0, 0)));
    tell(desk, originToo(fetching(ask(A, 2, 1, 1), 0)));
    assertThat(ofA.getLast().fromOrigin()).containsExactly(1);
  }

  @Test
  void whatANodeSaidWhenItAskedIsNotUndoneByAnAnswerFromBefore() {
    var desk = desk(4);
    desk.grant(7L, now);
    tell(desk, originToo(ask(A, 1, 0, 1)));
    tell(desk, having(set(0), ask(A, 2, 1, 0)));

    desk.learned(A, set(), now); // was on its way for longer

    tell(desk, originToo(ask(B, 1, 0, 1)));
    assertThat(ofB.getFirst().fromOrigin()).containsExactly(1);
  }

  @Test
  void itsOwnShareIsNoLargerThanThatOfThoseWhoWait() {
    var desk = desk(4);
    desk.grant(7L, now);
    for (int i = 0; i < 8; i++) {
      assertThat(desk.takeShare(all(PIECES), List.of(), now)).as("alone").isEqualTo(i);
    }

    var other = desk(4);
    other.grant(7L, now);
    askFor(other, A, 1);
    other.takeShare(all(PIECES), List.of(), now);
    other.takeShare(all(PIECES), List.of(), now);
    assertThat(other.takeShare(all(PIECES), List.of(), now)).isEqualTo(PiecePolicy.NONE);
  }

  @Test
  void aShareThatGoesSilentIsGivenToAnother() {
    var desk = desk(4);
    desk.grant(7L, now);
    tell(desk, originToo(ask(A, 1, 0, 1)));
    assertThat(ofA.getFirst().fromOrigin()).containsExactly(0);
    now += OriginShares.SILENCE_NANOS;
    desk.tick(now);

    tell(desk, originToo(ask(B, 1, 0, 1)));

    assertThat(ofB.getFirst().fromOrigin()).containsExactly(0);
  }

  @Test
  void aShareThatTheNodeItselfDoesNotFetchAnyMoreIsGivenToOneWhoWaits() {
    var desk = desk(4);
    desk.grant(7L, now);
    assertThat(desk.takeShare(set(0), List.of(), now)).isZero();
    desk.takeShare(set(1), List.of(), now);
    tell(desk, originToo(ask(A, 1, 0, 1)));
    assertThat(ofA).isEmpty();

    desk.shareEnded(0, now);

    assertThat(ofA.getFirst().fromOrigin()).containsExactly(0);
  }
}
