package peercache.content;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import peercache.api.VersionId;

/**
 * What a version is made of, as its origin says.
 *
 * @param size in bytes, at least 0
 * @param pieceSize a power of two from 1 MiB to 16 MiB; the last piece may be shorter
 * @param lastModified whole seconds; the same on the origin and on every node
 * @param pieces the SHA-256 of each piece in order, none for an empty version
 */
public record Manifest(
    VersionId id, long size, int pieceSize, Instant lastModified, List<VersionId> pieces) {
  public static final int MIN_PIECE_SIZE = 1 << 20;
  public static final int MAX_PIECE_SIZE = 16 << 20;

  /**
   * How many pieces a version has at most, unless it is larger than so many of the largest pieces.
   */
  public static final int WANTED_MAX_PIECES = 1_024;

  public Manifest {
    pieces = List.copyOf(pieces);
    if (size < 0) {
      throw new IllegalArgumentException("size must be at least 0, but is " + size);
    }
    if (Integer.bitCount(pieceSize) != 1
        || pieceSize < MIN_PIECE_SIZE
        || pieceSize > MAX_PIECE_SIZE) {
      throw new IllegalArgumentException(
          "pieceSize must be a power of two from 1 MiB to 16 MiB, but is " + pieceSize);
    }
    if (pieces.size() != pieceCount(size, pieceSize)) {
      throw new IllegalArgumentException(
          "%d bytes have %d pieces of %d bytes, not %d"
              .formatted(size, pieceCount(size, pieceSize), pieceSize, pieces.size()));
    }
    lastModified = lastModified.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * The smallest allowed piece size with which {@code size} bytes stay within the wanted number of
   * pieces.
   */
  public static int pieceSizeFor(long size) {
    int pieceSize = MIN_PIECE_SIZE;
    while (pieceSize < MAX_PIECE_SIZE && pieceCount(size, pieceSize) > WANTED_MAX_PIECES) {
      pieceSize <<= 1;
    }
    return pieceSize;
  }

  private static long pieceCount(long size, int pieceSize) {
    return Math.ceilDiv(size, (long) pieceSize);
  }

  public int pieceCount() {
    return pieces.size();
  }

  /** Where piece {@code index} begins. */
  public long offset(int index) {
    return (long) index * pieceSize;
  }

  /** How long piece {@code index} is. */
  public int length(int index) {
    return (int) Math.min(pieceSize, size - offset(index));
  }

  /** The piece that the byte at {@code position} belongs to. */
  public int pieceAt(long position) {
    return (int) (position / pieceSize);
  }
}
