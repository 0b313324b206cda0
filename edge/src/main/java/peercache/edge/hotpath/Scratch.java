package peercache.edge.hotpath;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;

/**
 * Where a network thread reads requests and writes heads. Of the thread and not of the connection,
 * of which there may be ten thousand: nothing stays in it when the thread goes on to another one.
 */
final class Scratch {
  /** More is not read at once; not more than Jetty takes over at once. */
  private static final int IN_BYTES = 4 * 1024;

  /** Longer heads than this go the full way. */
  static final int MAX_HEAD_BYTES = 8 * 1024;

  /** Smaller bodies go out in one buffer with the head: a copy costs less than a second buffer. */
  static final int MAX_COPIED_BYTES = 4 * 1024;

  /** Of what is put behind an encoded head. */
  private static final int FURTHER_FIELDS_BYTES = 128;

  private static final byte[] AGE = "Age: ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LINE_END = {'\r', '\n'};

  private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

  private final ByteBuffer in = BufferUtil.allocateDirect(IN_BYTES);

  /** A copy of what was read: an array is read much faster, byte by byte, than a direct buffer. */
  private final byte[] read = new byte[IN_BYTES];

  private final ByteBuffer out =
      ByteBuffer.allocateDirect(MAX_HEAD_BYTES + FURTHER_FIELDS_BYTES + MAX_COPIED_BYTES);

  private int limit;

  static Scratch ofThread() {
    return OF_THREAD.get();
  }

  /**
   * Reads what has arrived, without waiting.
   *
   * @return how many bytes; negative at the end of the stream
   */
  int fill(EndPoint endPoint) throws IOException {
    BufferUtil.clear(in);
    int filled = endPoint.fill(in);
    limit = Math.max(0, filled);
    in.get(0, read, 0, limit);
    return filled;
  }

  byte[] read() {
    return read;
  }

  /** How many bytes were read. */
  int limit() {
    return limit;
  }

  /** What was read from {@code index} on; valid until the next fill. */
  ByteBuffer readFrom(int index) {
    return in.position(index);
  }

  /** A copy that stays. */
  byte[] copyFrom(int index) {
    return Arrays.copyOfRange(read, index, limit);
  }

  /** The answer's head, and its body if that is small; valid until the next one. */
  ByteBuffer encode(PlainAnswer answer, HttpField date, ByteBuffer small) {
    out.clear();
    answer.head().putTo(out);
    if (answer.age() >= 0) {
      out.put(AGE).put(Long.toString(answer.age()).getBytes(StandardCharsets.US_ASCII));
      out.put(LINE_END);
    }
    ((PreEncodedHttpField) date).putTo(out, HttpVersion.HTTP_1_1);
    return out.put(LINE_END).put(small).flip();
  }
}
