package peercache.node.fill;

import java.util.BitSet;
import java.util.function.BooleanSupplier;
import peercache.content.Body;
import peercache.content.ByteRange;
import peercache.content.Manifest;
import peercache.content.MappedBytes;
import peercache.content.Representation;

/**
 * A version that is being filled, as one caller sees it. Ended by {@link #release}, or by closing
 * the {@link #body} it was made into.
 */
public final class FillStream {
  private final Manifest manifest;
  private final Representation representation;
  private final PieceBoard board;
  private final MappedBytes bytes;
  private final BooleanSupplier rooted;

  FillStream(
      Manifest manifest,
      Representation representation,
      PieceBoard board,
      MappedBytes bytes,
      BooleanSupplier rooted) {
    this.manifest = manifest;
    this.representation = representation;
    this.board = board;
    this.bytes = bytes;
    this.rooted = rooted;
  }

  public Representation representation() {
    return representation;
  }

  public Manifest manifest() {
    return manifest;
  }

  public Body body() {
    return new FillBody(board, bytes);
  }

  public void release() {
    bytes.release();
  }

  public BitSet verifiedPieces() {
    return board.verifiedPieces();
  }

  /**
   * Whether another node may wait here for these bytes: they are there, or they come from the
   * origin or a whole holder. A node that itself waits for nodes that are filling must not be
   * waited for, or two of them could wait for each other.
   */
  public boolean promises(ByteRange range) {
    if (rooted.getAsBoolean()) {
      return true;
    }
    int last = manifest.pieceAt(range.last());
    return board.verifiedPieces().nextClearBit(manifest.pieceAt(range.first())) > last;
  }
}
