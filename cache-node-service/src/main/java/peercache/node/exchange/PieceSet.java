package peercache.node.exchange;

import java.util.Base64;
import java.util.BitSet;

/**
 * Numbers of pieces, counted from 0. On the wire a bit each, the lowest bit of the first byte for
 * piece 0, in base64. Immutable.
 */
public final class PieceSet {
  private final BitSet pieces;

  private PieceSet(BitSet pieces) {
    this.pieces = pieces;
  }

  public static PieceSet of(BitSet pieces) {
    return new PieceSet((BitSet) pieces.clone());
  }

  /**
   * @throws IllegalArgumentException if it is no base64
   */
  public static PieceSet parse(String base64) {
    return new PieceSet(BitSet.valueOf(Base64.getDecoder().decode(base64)));
  }

  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(pieces.toByteArray());
  }

  public BitSet bits() {
    return (BitSet) pieces.clone();
  }

  /** Both together. */
  BitSet or(PieceSet others) {
    var both = bits();
    both.or(others.pieces);
    return both;
  }

  /** One more than the highest number. */
  int length() {
    return pieces.length();
  }

  boolean isEmpty() {
    return pieces.isEmpty();
  }

  int size() {
    return pieces.cardinality();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PieceSet set && set.pieces.equals(pieces);
  }

  @Override
  public int hashCode() {
    return pieces.hashCode();
  }
}
