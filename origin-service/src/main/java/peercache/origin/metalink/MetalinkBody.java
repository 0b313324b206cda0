package peercache.origin.metalink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import peercache.content.Body;

/** A Metalink, made as far as the client takes it. */
final class MetalinkBody implements Body {
  /** How many pieces' lines are made at a time. */
  private static final int PIECES_AT_ONCE = 512;

  private final Metalink metalink;
  private final byte[] head;
  private final byte[] tail;
  private final long piecesEnd;

  MetalinkBody(Metalink metalink) {
    this.metalink = metalink;
    this.head = bytes(metalink.head());
    this.tail = bytes(metalink.tail());
    this.piecesEnd = head.length + (long) metalink.pieceCount() * Metalink.PIECE_LINE;
  }

  long size() {
    return piecesEnd + tail.length;
  }

  @Override
  public long readable(long position) {
    return size() - position;
  }

  @Override
  public ByteBuffer read(long position, int max) {
    if (position < head.length) {
      return part(head, position, max);
    }
    if (position >= piecesEnd) {
      return part(tail, position - piecesEnd, max);
    }
    long inPieces = position - head.length;
    int first = (int) (inPieces / Metalink.PIECE_LINE);
    int count = Math.min(PIECES_AT_ONCE, metalink.pieceCount() - first);
    return part(bytes(metalink.pieces(first, count)), inPieces % Metalink.PIECE_LINE, max);
  }

  private static ByteBuffer part(byte[] bytes, long start, int max) {
    return ByteBuffer.wrap(bytes, (int) start, Math.min(max, bytes.length - (int) start)).slice();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {}
}
