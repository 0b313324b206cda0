package peercache.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.node.exchange.Pieces.A;
import static peercache.node.exchange.Pieces.B;
import static peercache.node.exchange.Pieces.SELF;
import static peercache.node.exchange.Pieces.all;
import static peercache.node.exchange.Pieces.set;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peercache.api.NodeId;

class OriginSharesTests {
  private static final int PIECES = 20;
  private static final long LATER = OriginShares.SILENCE_NANOS;

  private final OriginShares shares = new OriginShares(PIECES, 6, 2);
  private final BitSet settled = new BitSet();
  private long now = 1_000;

  @BeforeEach
  void grant() {
    shares.grant(7L);
  }

  private int give(NodeId node, long offers) {
    return shares.give(node, false, settled::get, all(PIECES), List.of(), offers, now);
  }

  private int giveAlone(NodeId node) {
    return shares.give(node, true, settled::get, all(PIECES), List.of(), 0, now);
  }

  /** As if so many had come from the origin. */
  private void letEnd(int count) {
    for (int i = 0; i < count; i++) {
      int piece = give(A, 0);
      settled.set(piece);
      shares.ended(piece, now);
    }
  }

  @Test
  void givesNothingWithoutTheGrant() {
    shares.withdraw();
    assertThat(give(A, 1)).isEqualTo(PiecePolicy.NONE);
    assertThat(shares.isOpen()).isFalse();

    shares.grant(null); // the registry is away
    assertThat(give(A, 1)).isZero();
    assertThat(shares.token()).isNull();
  }

  @Test
  void givesWhatAReaderWaitsForFirstAndThenInOrder() {
    letEnd(2);
    var wanted = set(3, 5, 9);
    var urgent = List.of(4, 9);
    assertThat(shares.give(A, true, settled::get, wanted, urgent, 1, now)).isEqualTo(9);
    assertThat(shares.give(A, true, settled::get, wanted, urgent, 2, now)).isEqualTo(3);
    assertThat(shares.give(A, true, settled::get, wanted, urgent, 3, now)).isEqualTo(5);
    assertThat(shares.give(A, true, settled::get, wanted, urgent, 4, now))
        .isEqualTo(PiecePolicy.NONE);
  }

  @Test
  void givesNoPieceThatIsOnItsWayOrThatSomebodyHas() {
    settled.set(0, 3);
    assertThat(give(A, 1)).isEqualTo(3);
    assertThat(give(B, 1)).isEqualTo(4);
  }

  @Test
  void hasFewOnTheirWayAtFirstAndMoreAsTheyArrive() {
    assertThat(onTheirWay()).isEqualTo(2);

    letEnd(2);
    assertThat(onTheirWay()).isEqualTo(3);
    letEnd(20 - settled.cardinality() - 6);
    assertThat(onTheirWay()).as("bounded").isEqualTo(6);
  }

  /** How many are given at once to ever new nodes; ends them again, without a piece. */
  private int onTheirWay() {
    var given = new ArrayList<NodeId>();
    for (int i = 0; i < PIECES; i++) {
      var node = new NodeId("n" + i);
      if (give(node, 1) == PiecePolicy.NONE) {
        break;
      }
      given.add(node);
    }
    given.forEach(shares::forget);
    return given.size();
  }

  @Test
  void whoIsAloneMayHaveAllOfThem() {
    letEnd(10);
    for (int i = 10; i < 16; i++) {
      assertThat(giveAlone(SELF)).isEqualTo(i);
    }
    assertThat(giveAlone(SELF)).isEqualTo(PiecePolicy.NONE);
  }

  @Test
  void oneNodeHasNoMoreThanAFewOfThem() {
    letEnd(10);
    give(A, 1);
    give(A, 1);
    assertThat(give(A, 1)).isEqualTo(PiecePolicy.NONE);
    assertThat(give(B, 1)).isNotEqualTo(PiecePolicy.NONE);
  }

  @Test
  void aShareThatIsNotReportedAnyMoreIsGivenToAnother() {
    assertThat(give(A, 1)).isZero();
    shares.reported(A, List.of(), 1, now);
    assertThat(give(B, 1)).isZero();
  }

  @Test
  void aReportFromBeforeTheOfferEndsNothing() {
    give(A, 5);
    shares.reported(A, List.of(), 4, now);
    assertThat(give(B, 1)).as("the other one").isEqualTo(1);
  }

  @Test
  void aReportOfOneNodeSaysNothingOfAnothers() {
    give(A, 1);
    shares.reported(B, List.of(), 9, now);
    assertThat(give(B, 1)).isEqualTo(1);
  }

  @Test
  void aShareThatGoesSilentIsGivenToAnother() {
    give(A, 1);
    now += LATER - 1;
    shares.forgetSilent(SELF, now);
    assertThat(give(B, 1)).isEqualTo(1);

    now += 1;
    shares.forgetSilent(SELF, now);
    assertThat(give(B, 1)).isZero();
  }

  @Test
  void aShareThatIsReportedIsNotSilent() {
    give(A, 1);
    now += LATER - 1;
    shares.reported(A, List.of(0), 1, now);
    now += LATER - 1;
    shares.forgetSilent(SELF, now);
    assertThat(give(B, 1)).isEqualTo(1);
  }

  @Test
  void aShareThatIsMuchSlowerThanUsualIsGivenToOneMoreWhenNothingElseIsLeft() {
    giveOnly(A, 0, 1);
    now += 1_000_000;
    shares.ended(0, now);
    settled.set(0);
    assertThat(giveOnly(A, 1, 2)).isEqualTo(1);

    assertThat(giveOnly(B, 1, 1)).isEqualTo(PiecePolicy.NONE);
    now += 1_000_000_000;
    assertThat(giveOnly(A, 1, 3)).as("not to the slow one itself").isEqualTo(PiecePolicy.NONE);
    assertThat(giveOnly(B, 1, 1)).isEqualTo(1);
    now += 1_000_000_000;
    assertThat(giveOnly(A, 1, 3)).as("to a second one only").isEqualTo(PiecePolicy.NONE);
  }

  private int giveOnly(NodeId node, int piece, long ask) {
    return shares.give(node, false, settled::get, set(piece), List.of(), ask, now);
  }

  @Test
  void itsOwnSharesAreNeverSilent() {
    giveAlone(SELF);
    now += 10 * LATER;
    shares.forgetSilent(SELF, now);
    assertThat(give(B, 1)).isEqualTo(1);
  }

  @Test
  void whoIsForgottenFetchesNothingAnyMore() {
    give(A, 1);
    give(B, 1);
    shares.forget(A);
    assertThat(give(B, 2)).isZero();
  }

  @Test
  void aNewGrantKnowsNothingOfSharesFromBefore() {
    give(A, 1);
    shares.withdraw();
    shares.grant(8L);
    assertThat(give(B, 1)).isZero();
    assertThat(shares.token()).isEqualTo(8L);
  }
}
