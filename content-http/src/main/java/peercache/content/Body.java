package peercache.content;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one representation, some of which may still be on their way. Made for one response
 * and used by one thread at a time; {@link #close} is called once, when the response is over.
 */
public interface Body extends AutoCloseable {
  /**
   * How many bytes can be read from {@code position} on without waiting.
   *
   * @return 0 if the byte at {@code position} is not there yet
   * @throws IOException if it never will be
   */
  long readable(long position) throws IOException;

  /**
   * Reads without waiting.
   *
   * @param max more than 0 and at most {@link #readable}
   * @return 1 to {@code max} bytes, valid until the next call
   * @throws IOException if the bytes are no longer those of this representation
   */
  ByteBuffer read(long position, int max) throws IOException;

  /**
   * All bytes at once, if they can be had without waiting and without a copy.
   *
   * @return null if they cannot; the bytes are valid until {@link #close}
   */
  default @Nullable ByteBuffer whole() {
    return null;
  }

  /**
   * The file that has the byte at each position of this body at the same position, if there is one
   * from which the kernel may send.
   */
  default @Nullable FileChannel file() {
    return null;
  }

  /**
   * Succeeds once {@link #readable} at {@code position} is more than 0, or fails. Bounded in time
   * by the body. Calls back on any thread, also before it returns.
   */
  default void awaitReadable(long position, Callback callback) {
    callback.succeeded();
  }

  @Override
  void close();
}
