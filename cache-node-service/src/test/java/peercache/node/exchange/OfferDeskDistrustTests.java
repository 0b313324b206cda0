package peercache.node.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import peercache.api.NodeId;

class OfferDeskDistrustTests {
  private static final NodeId BAD = new NodeId("bad");
  private static final int PIECES = 2;

  private final BitSet all = new BitSet();
  private final OfferDesk desk =
      new OfferDesk(
          new NodeId("self"), PIECES, new OfferDesk.Limits(1, PIECES, PIECES), new Random(1));

  @Test
  void whatANodeThatSendsWrongBytesHasIsFetchedFromTheOrigin() {
    all.set(0, PIECES);
    desk.grant(1L, 0);
    desk.learned(BAD, all, 0);
    assertThat(desk.takeShare(all, List.of(), 0)).as("one has it").isEqualTo(PiecePolicy.NONE);

    desk.distrust(BAD, 0);
    assertThat(desk.takeShare(all, List.of(), 0)).isZero();

    desk.learned(BAD, all, 0);
    assertThat(desk.takeShare(all, List.of(), 0)).as("whatever it says later").isEqualTo(1);
  }
}
