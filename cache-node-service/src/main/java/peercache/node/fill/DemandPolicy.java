package peercache.node.fill;

import java.util.BitSet;

/**
 * Whether a fill brings in the whole version or only what was asked for; pure. A caller who wants a
 * few bytes of something large costs no more than the pieces they are in. The rest comes
 *
 * <ol>
 *   <li>when somebody asks for all of it,
 *   <li>when what was asked for, by whomever, is a quarter of it,
 *   <li>at once where there are only a few pieces.
 * </ol>
 */
final class DemandPolicy {
  private static final int FEW_PIECES = 4;
  private static final int QUARTER = 4;

  private DemandPolicy() {}

  /**
   * @param asked the pieces that were asked for so far
   */
  static boolean wantsWhole(int pieceCount, BitSet asked) {
    return pieceCount <= FEW_PIECES || asked.cardinality() * QUARTER >= pieceCount;
  }
}
