package peercache.node.fill;

import java.util.BitSet;
import java.util.SortedSet;

/**
 * Which piece a fill asks for next; pure. A piece is settled once it is verified or in flight.
 *
 * <ol>
 *   <li>the piece at a reader's position, the earliest reader first: nobody waits for a piece that
 *       is not even asked for;
 *   <li>the next pieces behind the earliest reader's position, as far as it reads ahead;
 *   <li>the rest in order.
 * </ol>
 */
final class PiecePolicy {
  static final int NONE = -1;

  private PiecePolicy() {}

  /**
   * @param readers the pieces at which readers are
   * @param readAhead pieces
   * @return the piece to ask for, or {@link #NONE} if all are settled
   */
  static int next(BitSet settled, int pieceCount, SortedSet<Integer> readers, int readAhead) {
    for (int piece : readers) {
      if (piece < pieceCount && !settled.get(piece)) {
        return piece;
      }
    }
    if (!readers.isEmpty()) {
      int earliest = readers.first();
      int ahead = settled.nextClearBit(earliest);
      if (ahead < pieceCount && ahead - earliest <= readAhead) {
        return ahead;
      }
    }
    int first = settled.nextClearBit(0);
    return first < pieceCount ? first : NONE;
  }
}
