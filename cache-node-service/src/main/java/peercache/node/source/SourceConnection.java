package peercache.node.source;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * One kept-alive HTTP/1.1 connection, with one request at a time. Blocking; only {@link #close} may
 * be called by another thread, and ends whatever blocks.
 */
public final class SourceConnection implements Closeable {
  private static final int MAX_HEAD = 16 * 1024;

  private final Closeable socket;
  private final ReadableByteChannel in;
  private final WritableByteChannel out;

  /** Heads, and what comes with them. */
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_HEAD).limit(0);

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
      if (!buffer.hasRemaining()) {
        throw new IOException("its header is too long");
      }
      read(buffer);
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

  private void read(ByteBuffer target) throws IOException {
    if (in.read(target) < 0) {
      throw new EOFException("it broke off");
    }
    activeAt = System.nanoTime();
  }

  /** How many bytes of the body have not been {@link #receive received}. */
  public long left() {
    return left;
  }

  /**
   * Receives some of the body, at least one byte: there must be {@link #left some}.
   *
   * @param target has room
   * @param max how many at most
   * @return how many
   * @throws IOException if the source breaks off before
   */
  public int receive(ByteBuffer target, int max) throws IOException {
    int limit = target.limit();
    int start = target.position();
    target.limit(start + (int) Math.min(Math.min(target.remaining(), max), left));
    try {
      if (buffer.hasRemaining()) {
        int count = Math.min(buffer.remaining(), target.remaining());
        target.put(buffer.slice(buffer.position(), count));
        buffer.position(buffer.position() + count);
      } else {
        read(target);
      }
    } finally {
      target.limit(limit);
    }
    int count = target.position() - start;
    left -= count;
    return count;
  }

  /** The whole body. */
  public byte[] body(int max) throws IOException {
    if (left > max) {
      throw new IOException("its answer is too long");
    }
    var body = ByteBuffer.allocate((int) left);
    while (left > 0) {
      var _ = receive(body, max);
    }
    return body.array();
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
