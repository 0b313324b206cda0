package peercache.node.exchange;

import java.util.BitSet;
import java.util.List;
import java.util.stream.Stream;
import peercache.api.NodeId;

/** Sets of pieces and what is offered, in a few letters. */
final class Pieces {
  static final NodeId SELF = new NodeId("self");
  static final NodeId A = new NodeId("a");
  static final NodeId B = new NodeId("b");
  static final NodeId C = new NodeId("c");
  static final long SECOND = 1_000_000_000L;
  private static final PieceSet NONE = PieceSet.of(set());

  private Pieces() {}

  static BitSet set(int... pieces) {
    var set = new BitSet();
    for (int piece : pieces) {
      set.set(piece);
    }
    return set;
  }

  static BitSet all(int count) {
    var set = new BitSet();
    set.set(0, count);
    return set;
  }

  /**
   * @param numbers with blanks between them
   */
  static List<Integer> list(String numbers) {
    return Stream.of(numbers.split(" ", -1))
        .filter(number -> !number.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }

  static BitSet set(String numbers) {
    return set(list(numbers).stream().mapToInt(Integer::intValue).toArray());
  }

  static PieceOffers offers(BitSet have, Integer... pieces) {
    return new PieceOffers(PieceSet.of(have), NONE, List.of(pieces), List.of(), null, false);
  }

  static PieceOffers fromOrigin(Integer... pieces) {
    return new PieceOffers(NONE, NONE, List.of(), List.of(pieces), 7L, true);
  }
}
