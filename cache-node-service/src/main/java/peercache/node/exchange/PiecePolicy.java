package peercache.node.exchange;

import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Which of the pieces that one node has and another one wants goes first; pure.
 *
 * <ol>
 *   <li>what a reader waits for, the most urgent first;
 *   <li>what the fewest nodes have, so that soon every node has something that others want, and the
 *       death of one node loses nothing that only it had;
 *   <li>among equally rare ones any, so that not all nodes want the same one next.
 * </ol>
 */
final class PiecePolicy {
  static final int NONE = -1;

  private PiecePolicy() {}

  /**
   * @param candidates what could be sent
   * @param copies how many nodes have a piece, or are getting it
   */
  static int choose(
      BitSet candidates, List<Integer> urgent, IntUnaryOperator copies, RandomGenerator random) {
    for (int piece : urgent) {
      if (candidates.get(piece)) {
        return piece;
      }
    }
    int chosen = NONE;
    int fewest = Integer.MAX_VALUE;
    int equals = 0;
    for (int piece = candidates.nextSetBit(0);
        piece >= 0;
        piece = candidates.nextSetBit(piece + 1)) {
      int count = copies.applyAsInt(piece);
      if (count < fewest) {
        fewest = count;
        equals = 0;
      }
      if (count == fewest && random.nextInt(++equals) == 0) {
        chosen = piece;
      }
    }
    return chosen;
  }
}
