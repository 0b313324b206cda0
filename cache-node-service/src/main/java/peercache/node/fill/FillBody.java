package peercache.node.fill;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Callback;
import peercache.content.Body;
import peercache.content.MappedBytes;

/**
 * A version's bytes as they are verified. What it reads stays readable after the fill has ended
 * well and the file was renamed, evicted or both. A wait is as bounded as the fill: it gives up, or
 * the byte comes.
 */
final class FillBody implements Body {
  private final PieceBoard board;
  private final MappedBytes bytes;

  /**
   * @param bytes retained for this body
   * @param piece at which it will begin to read
   */
  FillBody(PieceBoard board, MappedBytes bytes, int piece) {
    this.board = board;
    this.bytes = bytes;
    board.addReader(this, piece);
  }

  @Override
  public long readable(long position) throws IOException {
    return board.readable(this, position);
  }

  @Override
  public ByteBuffer read(long position, int max) {
    return bytes.slice(position, max);
  }

  @Override
  public void awaitReadable(long position, Callback callback) {
    board.await(position, callback);
  }

  @Override
  public void close() {
    board.removeReader(this);
    bytes.release();
  }
}
