package peercache.content;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A connection that lets the kernel send the bytes of a file itself, {@code sendfile(2)}, where a
 * buffer is known to be a part of one. Whoever offers no file, or speaks TLS or HTTP/2, is served
 * from the buffer: the bytes are the same.
 */
public final class SendfileEndPoint extends SocketChannelEndPoint {
  /** From here on the copy that is saved is worth the second system call. */
  static final int MIN_BYTES = 32 * 1024;

  /** How much of a body goes out with the head. */
  static final int WITH_HEAD_BYTES = 16 * 1024;

  /**
   * @param bytes what is given to the connection to write
   * @param end position in the file where the bytes end
   */
  private record Offer(ByteBuffer bytes, FileChannel file, long end) {
    long position() {
      return end - bytes.remaining();
    }
  }

  private volatile @Nullable Offer offer;

  /** Since when the client has taken no byte of what is to be written; 0 if nothing is. */
  private volatile long stalledSince;

  /** Of {@link #asksNothing} alone. */
  private long seenBegun;

  private long seenAt = NanoTime.now();

  SendfileEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
    super(channel, selector, key, scheduler);
  }

  /**
   * Says that the bytes that are about to be written are those of a file.
   *
   * @param bytes the very buffer that goes to {@code Response.write}
   * @param file null if they are in none
   * @param position of its first byte in the file
   */
  static void offer(Request request, ByteBuffer bytes, @Nullable FileChannel file, long position) {
    var connection = request.getConnectionMetaData();
    if (connection.getHttpVersion().getVersion() <= HttpVersion.HTTP_1_1.getVersion()) {
      offer(connection.getConnection().getEndPoint(), bytes, file, position);
    }
  }

  /**
   * The same for a connection that writes to its end point itself.
   *
   * @param bytes the very buffer that goes to {@code EndPoint.flush} or {@code EndPoint.write}
   */
  public static void offer(
      EndPoint endPoint, ByteBuffer bytes, @Nullable FileChannel file, long position) {
    if (file != null
        && bytes.remaining() >= MIN_BYTES
        && endPoint instanceof SendfileEndPoint sendfile) {
      sendfile.offer = new Offer(bytes, file, position + bytes.remaining());
    }
  }

  @Override
  public boolean flush(ByteBuffer... buffers) throws IOException {
    long before = stalledSince == 0 ? 0 : BufferUtil.remaining(buffers);
    boolean all = send(buffers);
    if (all) {
      if (stalledSince != 0) {
        stalledSince = 0;
      }
    } else if (stalledSince == 0 || BufferUtil.remaining(buffers) < before) {
      stalledSince = NanoTime.now() | 1; // never 0
    }
    return all;
  }

  /** Whether the client has taken nothing for so long of what it is to be sent. */
  boolean isStalledFor(long nanos) {
    long since = stalledSince;
    return since != 0 && getWriteFlusher().isPending() && NanoTime.since(since) > nanos;
  }

  /**
   * Whether there is no request on the connection, and none has begun since so long, as was seen
   * from call to call.
   */
  boolean asksNothing(Connection connection, Duration since) {
    long begun = connection.getMessagesIn();
    if (begun != seenBegun || begun != connection.getMessagesOut()) {
      seenBegun = begun;
      seenAt = NanoTime.now();
    }
    return begun >= 0 && NanoTime.since(seenAt) > since.toNanos();
  }

  /**
   * A client that is to be sent something is no idle one, and has a patience of its own: {@link
   * SlowClients}.
   */
  @Override
  protected void onIdleExpired(TimeoutException timeout) {
    if (!getWriteFlusher().isPending()) {
      super.onIdleExpired(timeout);
    }
  }

  @SuppressWarnings("ReferenceEquality") // equal bytes are not enough: it must be the offered ones
  private boolean send(ByteBuffer... buffers) throws IOException {
    var offered = offer;
    int last = buffers.length - 1;
    if (offered == null || buffers[last] != offered.bytes()) {
      return last == 0 ? write(buffers[0]) : super.flush(buffers);
    }
    if (!flushHead(buffers, last, offered.bytes()) || !send(offered)) {
      return false;
    }
    offer = null;
    return true;
  }

  /** One buffer costs less to hand over than a list of one. */
  private boolean write(ByteBuffer buffer) throws IOException {
    try {
      if (getChannel().write(buffer) > 0) {
        notIdle();
      }
    } catch (IOException e) {
      throw new EofException(e);
    }
    return !buffer.hasRemaining();
  }

  /**
   * The head goes with the first bytes of the body: alone it would be a segment of its own, which
   * costs more than their copy.
   *
   * @return whether the head is out
   */
  private boolean flushHead(ByteBuffer[] buffers, int last, ByteBuffer body) throws IOException {
    boolean head = false;
    for (int i = 0; i < last; i++) {
      head |= buffers[i].hasRemaining();
    }
    if (!head) {
      return true;
    }
    var first = body.slice(body.position(), Math.min(WITH_HEAD_BYTES, body.remaining()));
    int size = first.remaining();
    var gathered = Arrays.copyOf(buffers, last + 1);
    gathered[last] = first;
    boolean all = super.flush(gathered);
    body.position(body.position() + size - first.remaining());
    return all;
  }

  /**
   * @return whether all of it was taken; otherwise the socket is full
   */
  private boolean send(Offer offered) throws IOException {
    var bytes = offered.bytes();
    while (bytes.hasRemaining()) {
      long count = transfer(offered);
      if (count == 0) {
        if (offered.file().size() < offered.end()) {
          throw new EOFException("the file was truncated while it was sent");
        }
        return false;
      }
      notIdle();
      bytes.position(bytes.position() + (int) count);
    }
    BufferUtil.clear(bytes);
    return true;
  }

  private long transfer(Offer offered) throws IOException {
    try {
      return offered
          .file()
          .transferTo(offered.position(), offered.bytes().remaining(), getChannel());
    } catch (IOException e) {
      throw new EofException(e); // as Jetty says that a peer is gone
    }
  }
}
