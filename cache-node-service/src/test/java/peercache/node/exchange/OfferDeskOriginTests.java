package peercache.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.node.exchange.Pieces.A;
import static peercache.node.exchange.Pieces.B;
import static peercache.node.exchange.Pieces.SECOND;
import static peercache.node.exchange.Pieces.SELF;
import static peercache.node.exchange.Pieces.all;
import static peercache.node.exchange.Pieces.set;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is to fetch which piece from the origin, at the desk of the node that it was given to. */
class OfferDeskOriginTests {
  private static final int PIECES = 10;

  private long now = SECOND;
  private final OfferDesk desk =
      new OfferDesk(SELF, PIECES, new OfferDesk.Limits(4, 8, 2), new Random(1));
  private final TestAsker a = new TestAsker(A, PIECES).reachesTheOrigin();
  private final TestAsker b = new TestAsker(B, PIECES).reachesTheOrigin();

  @BeforeEach
  void grant() {
    desk.grant(7L, now);
  }

  private int ownShare(BitSet wanted) {
    return desk.takeShare(wanted, List.of(), false, now);
  }

  @Test
  void givesEachPieceToOneNode() {
    a.asks(desk, 1, now);
    b.asks(desk, 1, now);

    assertThat(a.fromOrigin()).containsExactly(0);
    assertThat(b.fromOrigin()).containsExactly(1);
    assertThat(a.answers.getFirst().originToken()).isEqualTo(7L);
    assertThat(a.answers.getFirst().leads()).isTrue();
  }

  @Test
  void whoWaitsIsGivenSomethingOnceItIsThisNodesToGive() {
    var later = new OfferDesk(SELF, PIECES, new OfferDesk.Limits(4, 8, 2), new Random(1));
    a.asks(later, 1, now);
    b.asks(later, 1, now);

    later.grant(7L, now);

    assertThat(List.of(a.fromOrigin(), b.fromOrigin()))
        .containsExactlyInAnyOrder(List.of(0), List.of(1));
  }

  @Test
  void givesNoneToANodeThatCannotReachTheOrigin() {
    var cannot = new TestAsker(A, PIECES);
    cannot.asks(desk, 1, now);
    assertThat(cannot.answers).isEmpty();
  }

  @Test
  void doesNotHaveFetchedWhatAnotherNodeHas() {
    desk.learned(B, all(8), now);

    a.asks(desk, 4, now);

    assertThat(a.fromOrigin()).containsExactly(8, 9);
  }

  @Test
  void doesNotHaveFetchedWhatIsOnItsWayByAnothersLeave() {
    b.gets(set(0, 1)).asks(desk, 0, now);
    desk.comes(2);

    a.asks(desk, 1, now);
    assertThat(a.fromOrigin()).containsExactly(3);

    b.gets(set(1)).asks(desk, 0, now); // it failed there
    a.fetches(3).asks(desk, 1, now);
    assertThat(a.fromOrigin()).containsExactly(3, 0);
    assertThat(a.answers.getLast().coming().bits()).isEqualTo(set(2));
  }

  @Test
  void whatIsOnItsWayNoMoreMayBeFetchedByAnother() {
    desk.comes(0);
    desk.comesNoMore(0);

    a.asks(desk, 1, now);

    assertThat(a.fromOrigin()).containsExactly(0);
    assertThat(a.answers.getLast().coming().bits()).isEqualTo(set());
  }

  @Test
  void doesNotBelieveOneThatSentWrongBytes() {
    desk.learned(B, all(PIECES), now);
    a.asks(desk, 1, now);
    assertThat(a.answers).isEmpty();

    desk.distrust(B, now);
    assertThat(a.fromOrigin()).containsExactly(0);

    desk.learned(B, all(PIECES), now);
    b.has(all(PIECES)).asks(desk, 0, now);
    a.fetches(0).asks(desk, 1, now);
    assertThat(a.fromOrigin()).as("whatever it says later").containsExactly(0, 1);
  }

  @Test
  void fetchesItselfWhatOnlyOneThatSentWrongBytesHas() {
    desk.learned(B, all(PIECES), now);
    assertThat(ownShare(all(PIECES))).as("one has it").isEqualTo(PiecePolicy.NONE);

    desk.distrust(B, now);
    assertThat(ownShare(all(PIECES))).isZero();
  }

  @Test
  void whatANodeSaidWhenItAskedIsNotUndoneByAnAnswerFromBefore() {
    a.asks(desk, 1, now);
    a.has(set(0)).asks(desk, 0, now);

    desk.learned(A, set(), now); // was on its way for longer

    b.asks(desk, 1, now);
    assertThat(b.fromOrigin()).containsExactly(1);
  }

  @Test
  void itsOwnShareIsNoLargerThanThatOfThoseWhoWait() {
    new TestAsker(A, PIECES).asks(desk, 1, now);
    ownShare(all(PIECES));
    ownShare(all(PIECES));
    assertThat(ownShare(all(PIECES))).isEqualTo(PiecePolicy.NONE);
  }

  @Test
  void whoIsAloneMayHaveAllOfIt() {
    for (int i = 0; i < 4; i++) {
      assertThat(ownShare(all(PIECES))).isEqualTo(i);
      desk.added(i, now);
    }
    for (int i = 4; i < 8; i++) {
      assertThat(ownShare(all(PIECES))).as("several at once").isEqualTo(i);
    }
  }

  @Test
  void onItsOwnItFetchesAlsoWhatOthersHaveOrGet() {
    b.has(set(0)).gets(set(1)).asks(desk, 0, now);
    assertThat(ownShare(set(0, 1))).isEqualTo(PiecePolicy.NONE);

    assertThat(desk.takeShare(set(0, 1), List.of(), true, now)).isZero();
    assertThat(desk.takeShare(set(0, 1), List.of(), true, now)).isEqualTo(1);
  }

  @Test
  void aShareThatGoesSilentIsGivenToAnother() {
    a.asks(desk, 1, now);
    assertThat(a.fromOrigin()).containsExactly(0);
    now += OriginShares.SILENCE_NANOS;
    desk.tick(now);

    b.asks(desk, 1, now);

    assertThat(b.fromOrigin()).containsExactly(0);
  }

  @Test
  void aShareThatNeverArrivedIsGivenToAnotherOnceItsNodeWaitsForItNoMore() {
    a.asks(desk, 1, now);
    a.asks(desk, 2, 0, 0, now);
    b.asks(desk, 1, now);
    assertThat(b.fromOrigin()).as("it may be on its way").containsExactly(1);

    a.asks(desk, 3, 1, 0, now);
    b.fetches(1).asks(desk, 1, now);

    assertThat(b.fromOrigin()).containsExactly(1, 0);
  }

  @Test
  void aShareThatTheNodeItselfDoesNotFetchAnyMoreIsGivenToOneWhoWaits() {
    assertThat(ownShare(set(0))).isZero();
    ownShare(set(1));
    a.asks(desk, 1, now);
    assertThat(a.answers).isEmpty();

    desk.shareEnded(0, now);

    assertThat(a.fromOrigin()).containsExactly(0);
  }
}
