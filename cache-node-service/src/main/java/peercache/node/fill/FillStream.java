package peercache.node.fill;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
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

  FillStream(
      Manifest manifest, Representation representation, PieceBoard board, MappedBytes bytes) {
    this.manifest = manifest;
    this.representation = representation;
    this.board = board;
    this.bytes = bytes;
  }

  public Representation representation() {
    return representation;
  }

  public Manifest manifest() {
    return manifest;
  }

  /**
   * @param ranges what the caller asked for: these pieces are brought in, and others only by {@link
   *     DemandPolicy}; what is read beyond them comes too
   */
  public Body body(List<ByteRange> ranges) {
    board.demand(ranges);
    return new FillBody(
        board, bytes, ranges.isEmpty() ? 0 : manifest.pieceAt(ranges.getFirst().first()));
  }

  /**
   * Brings in the whole version, for as long as it takes, and ends the stream.
   *
   * @return why the fill failed, if it did
   */
  Optional<FillFailed> awaitWhole() throws InterruptedException {
    try {
      long size = manifest.size();
      board.demand(size == 0 ? List.of() : List.of(new ByteRange(0, size - 1)));
      board.awaitOver();
      return Optional.ofNullable(board.failure());
    } finally {
      release();
    }
  }

  public void release() {
    bytes.release();
  }

  public BitSet verifiedPieces() {
    return board.verifiedPieces();
  }

  /** Whether all of these bytes are here. */
  public boolean has(ByteRange range) {
    return board.isVerified(range);
  }
}
