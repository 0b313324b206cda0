package peercache.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.node.exchange.Pieces.A;
import static peercache.node.exchange.Pieces.B;
import static peercache.node.exchange.Pieces.C;
import static peercache.node.exchange.Pieces.SECOND;
import static peercache.node.exchange.Pieces.SELF;
import static peercache.node.exchange.Pieces.all;
import static peercache.node.exchange.Pieces.set;

import java.util.Random;
import org.junit.jupiter.api.Test;
import peercache.api.NodeId;

/** Who is offered which of the pieces that are here. */
class OfferDeskTests {
  private static final int PIECES = 10;

  private long now = SECOND;
  private final TestAsker a = new TestAsker(A, PIECES);
  private final TestAsker b = new TestAsker(B, PIECES);
  private final TestAsker c = new TestAsker(C, PIECES);

  private static OfferDesk desk(int slots) {
    return new OfferDesk(SELF, PIECES, new OfferDesk.Limits(slots, 8, 2), new Random(1));
  }

  private static OfferDesk wholeDesk(int slots) {
    var desk = desk(slots);
    desk.addAll(0);
    return desk;
  }

  @Test
  void offersAtOnceWhatIsHere() {
    var desk = desk(4);
    desk.added(3, now);

    a.asks(desk, 2, now);

    assertThat(a.answers)
        .singleElement()
        .satisfies(offers -> {
          assertThat(offers.pieces()).containsExactly(3);
          assertThat(offers.have().bits()).isEqualTo(set(3));
          assertThat(offers.leads()).isFalse();
        });
  }

  @Test
  void anAskWaitsUntilThereIsSomethingToOffer() {
    var desk = desk(4);
    a.asks(desk, 2, now);
    assertThat(a.answers).isEmpty();

    desk.added(5, now);

    assertThat(a.answers)
        .singleElement()
        .satisfies(one -> assertThat(one.pieces()).containsExactly(5));
  }

  @Test
  void aWaitEnds() {
    var desk = desk(4);
    a.asks(desk, 2, now);
    now += TestAsker.WAIT_MILLIS * 1_000_000L - 1;
    desk.tick(now);
    assertThat(a.answers).isEmpty();

    now += 1;
    desk.tick(now);
    desk.tick(now);

    assertThat(a.answers).singleElement().matches(PieceOffers::offersNothing);
    desk.added(1, now);
    assertThat(a.answers).as("answered once").hasSize(1);
  }

  @Test
  void whoHasNoRoomOnlyReports() {
    a.asks(wholeDesk(4), 0, now);

    assertThat(a.answers).singleElement().matches(PieceOffers::offersNothing);
    assertThat(a.answers.getFirst().have().bits()).isEqualTo(all(PIECES));
  }

  @Test
  void offersNothingThatIsNotWanted() {
    var desk = desk(4);
    desk.added(1, now);
    desk.added(2, now);

    a.has(set(1)).asks(desk, 4, now);

    assertThat(a.offered()).containsExactly(2);
  }

  @Test
  void slotsAreBounded() {
    var desk = wholeDesk(3);

    a.asks(desk, 9, now);
    b.asks(desk, 9, now);

    assertThat(a.offered()).hasSize(3).doesNotHaveDuplicates();
    assertThat(b.answers).isEmpty();
  }

  @Test
  void nobodyIsOfferedMoreThanItHasRoomFor() {
    a.asks(wholeDesk(8), 2, now);
    assertThat(a.offered()).hasSize(2);
  }

  @Test
  void aLineSharesTheSlots() {
    var desk = desk(4);
    a.asks(desk, 4, now);
    b.asks(desk, 4, now);

    desk.addAll(now);

    assertThat(a.offered()).hasSize(2);
    assertThat(b.offered()).hasSize(2).doesNotContainAnyElementsOf(a.offered());
  }

  @Test
  void whoHasLeastIsServedFirst() {
    var desk = wholeDesk(1);
    a.asks(desk, 1, now);
    b.has(set(0, 1, 2)).asks(desk, 1, now);
    c.has(set(0)).asks(desk, 1, now);

    a.asks(desk, 0, now); // its slot is free

    assertThat(c.answers).hasSize(1);
    assertThat(b.answers).isEmpty();
  }

  @Test
  void whatAReaderWaitsForGoesBeforeWhatIsRare() {
    var desk = wholeDesk(1);
    desk.learned(B, set(7), now);

    a.waitsFor(7).asks(desk, 1, now);

    assertThat(a.offered()).containsExactly(7);
  }

  @Test
  void whatAReaderWaitsForIsOfferedInItsOrder() {
    a.waitsFor(7, 2, 5).asks(wholeDesk(4), 4, now);

    assertThat(a.offered()).hasSize(4).startsWith(7, 2, 5);
  }

  @Test
  void offersFirstWhatTheFewestHave() {
    var desk = wholeDesk(1);
    desk.learned(B, all(9), now);

    a.asks(desk, 1, now);

    assertThat(a.offered()).containsExactly(9);
  }

  @Test
  void aSlotIsFreeOnceItsPieceIsNotFetchedAnyMore() {
    var desk = wholeDesk(1);
    a.asks(desk, 1, now);
    b.asks(desk, 1, now);
    a.fetches(a.offered().getFirst()).asks(desk, 0, now);
    assertThat(b.answers).isEmpty();

    a.fetches().asks(desk, 0, now);

    assertThat(b.answers).hasSize(1);
  }

  @Test
  void aReportThatWasOvertakenDoesNotCount() {
    var desk = wholeDesk(1);
    a.asks(desk, 1, now);
    b.asks(desk, 1, now);
    a.fetches(a.offered().getFirst()).asks(desk, 3, 1, 0, now);

    a.fetches().asks(desk, 2, 1, 0, now);

    assertThat(b.answers).isEmpty();
  }

  @Test
  void aReportFromBeforeTheOffersWereHeardOfFreesNothing() {
    var desk = wholeDesk(1);
    a.asks(desk, 1, now);
    b.asks(desk, 1, now);

    a.asks(desk, 2, 0, 0, now);
    assertThat(b.answers).isEmpty();

    a.asks(desk, 3, 1, 0, now);
    assertThat(b.answers).hasSize(1);
  }

  @Test
  void whoWantsNothingAnyMoreIsOfferedNothing() {
    var desk = desk(1);
    a.asks(desk, 1, now);
    b.asks(desk, 1, now);

    a.has(all(PIECES)).asks(desk, 0, now);
    desk.added(3, now);

    assertThat(a.answers).hasSize(2).allMatch(PieceOffers::offersNothing);
    assertThat(b.offered()).containsExactly(3);
  }

  @Test
  void theSlotsOfOneThatIsForgottenAreFree() {
    var desk = wholeDesk(1);
    a.asks(desk, 1, now);
    now += OfferDesk.SILENCE_NANOS - 1;
    desk.tick(now);
    b.asks(desk, 1, now);
    assertThat(b.answers).isEmpty();

    now += 1;
    desk.tick(now);

    assertThat(b.answers).hasSize(1);
  }

  @Test
  void whatAForgottenNodeHadIsNotCommonForThat() {
    var desk = wholeDesk(1);
    desk.learned(B, all(9), now);
    now += OfferDesk.SILENCE_NANOS;
    desk.tick(now);
    desk.learned(C, set(9), now);

    a.asks(desk, 1, now);

    assertThat(a.offered()).doesNotContain(9);
  }

  @Test
  void aLaterAskTakesThePlaceOfAnEarlierOne() {
    var desk = desk(4);
    a.asks(desk, 1, now);
    a.asks(desk, 1, now);
    assertThat(a.answers).as("the first").singleElement().matches(PieceOffers::offersNothing);

    desk.added(0, now);

    assertThat(a.answers).hasSize(2);
    assertThat(a.offered()).containsExactly(0);
  }

  @Test
  void theLineIsBounded() {
    var desk = desk(4);
    for (int i = 0; i < 512; i++) {
      assertThat(new TestAsker(new NodeId("n" + i), PIECES).asks(desk, 1, now)).isTrue();
    }

    assertThat(a.asks(desk, 1, now)).isFalse();
    assertThat(a.answers).isEmpty();
  }

  @Test
  void takesNoAskAboutAnotherNumberOfPieces() {
    assertThat(new TestAsker(A, PIECES + 1).asks(desk(1), 1, now)).isFalse();
  }

  @Test
  void nobodyWaitsWhenItIsClosed() {
    var desk = desk(4);
    a.asks(desk, 1, now);
    desk.close();
    assertThat(a.answers).singleElement().matches(PieceOffers::offersNothing);
  }
}
