package peercache.edge.hotpath;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import peercache.content.Body;

/**
 * A whole answer, ready to be written. Whoever takes one closes its body.
 *
 * @param head all fields but {@code Date} and {@code Age}
 * @param age value of {@code Age} in seconds; negative for no such field
 * @param body its {@link Body#whole} is there; null if the answer has none
 * @param sent told the number of body bytes once they were handed to the network
 */
public record PlainAnswer(EncodedHead head, long age, @Nullable Body body, LongConsumer sent) {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Without a body. */
  public static PlainAnswer of(EncodedHead head) {
    return new PlainAnswer(head, -1, null, bytes -> {});
  }

  /** Empty if there is no body. */
  ByteBuffer bytes() {
    return body == null ? NOTHING : Objects.requireNonNull(body.whole());
  }

  /** That has the bytes at the same positions, if there is one. */
  @Nullable FileChannel file() {
    return body == null ? null : body.file();
  }

  void close() {
    if (body != null) {
      body.close();
    }
  }
}
