package peercache.node.source;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One kept-alive HTTP/1.1 connection, with one request at a time. What arrives stays in one buffer
 * outside the heap, from which it goes to the disk without another copy. Blocking; only {@link
 * #close} may be called by another thread, and ends whatever blocks.
 */
public final class SourceConnection implements Closeable {
  private static final int BUFFER = 128 * 1024;
  private static final int MAX_HEAD = 16 * 1024;

  private final Closeable socket;
  private final ReadableByteChannel in;
  private final WritableByteChannel out;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER).limit(0);
  private long left;
  private boolean closes;
  private boolean used;
  private boolean answered;

  /** When something last came or went. */
  private volatile long activeAt = System.nanoTime();

  SourceConnection(Closeable socket, ReadableByteChannel in, WritableByteChannel out) {
    this.socket = socket;
    this.in = in;
    this.out = out;
  }

  /**
   * Sends a request and waits for the head of its answer.
   *
   * @throws IOException if the source breaks off, or does not speak HTTP as it should
   */
  public ResponseHead send(byte[] request) throws IOException {
    answered = false;
    activeAt = System.nanoTime();
    var bytes = ByteBuffer.wrap(request);
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
    var head = ResponseHead.parse(readHead());
    answered = true;
    used = true;
    left = head.length();
    closes = head.closes();
    return head;
  }

  /** Whether it was closed by the other side before it could answer: another one may be tried. */
  boolean isStale() {
    return used && !answered;
  }

  private String readHead() throws IOException {
    buffer.compact();
    int end;
    while ((end = endOfHead()) < 0) {
      if (buffer.position() >= MAX_HEAD) {
        throw new IOException("its header is too long");
      }
      fill();
    }
    buffer.flip();
    byte[] head = new byte[end];
    buffer.get(head);
    buffer.position(end + 4);
    return new String(head, StandardCharsets.ISO_8859_1);
  }

  private int endOfHead() {
    for (int at = 0; at + 3 < buffer.position(); at++) {
      if (buffer.get(at) == '\r'
          && buffer.get(at + 1) == '\n'
          && buffer.get(at + 2) == '\r'
          && buffer.get(at + 3) == '\n') {
        return at;
      }
    }
    return -1;
  }

  private void fill() throws IOException {
    if (in.read(buffer) < 0) {
      throw new EOFException("it broke off");
    }
    activeAt = System.nanoTime();
  }

  /**
   * The next bytes of the body, valid until the next call.
   *
   * @param max how many at most
   * @return null at the end of the body
   * @throws IOException if the source breaks off before it
   */
  public @Nullable ByteBuffer next(int max) throws IOException {
    if (left == 0) {
      return null;
    }
    if (!buffer.hasRemaining()) {
      buffer.clear().limit((int) Math.min(Math.min(BUFFER, max), left));
      fill();
      buffer.flip();
    }
    int count = (int) Math.min(Math.min(buffer.remaining(), max), left);
    var bytes = buffer.slice(buffer.position(), count);
    buffer.position(buffer.position() + count);
    left -= count;
    return bytes;
  }

  /** The whole body. */
  public byte[] body(int max) throws IOException {
    if (left > max) {
      throw new IOException("its answer is too long");
    }
    byte[] body = new byte[(int) left];
    int at = 0;
    for (var bytes = next(max); bytes != null; bytes = next(max)) {
      int count = bytes.remaining();
      bytes.get(body, at, count);
      at += count;
    }
    return body;
  }

  /** Whether another request may be sent: the body was read to its end. */
  boolean isReusable() {
    return answered && left == 0 && !closes && !buffer.hasRemaining();
  }

  long idleNanos() {
    return System.nanoTime() - activeAt;
  }

  /** What was received is worked on: the source is not to blame for the time that takes. */
  public void touch() {
    activeAt = System.nanoTime();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
