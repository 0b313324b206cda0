package peercache.edge.hotpath;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Status line and fields of an answer as HTTP/1.1 has them, without those that each answer has of
 * its own and without the empty line. Encoded once, sent many times; immutable.
 */
public final class EncodedHead {
  private final byte[] bytes;

  private EncodedHead(byte[] bytes) {
    this.bytes = bytes;
  }

  public static EncodedHead of(int status, Iterable<HttpField> fields) {
    var text = new StringBuilder(512);
    text.append("HTTP/1.1 ").append(status).append(' ').append(HttpStatus.getMessage(status));
    text.append("\r\n");
    for (HttpField field : fields) {
      text.append(field.getName()).append(": ").append(field.getValue()).append("\r\n");
    }
    return new EncodedHead(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** In bytes. */
  int length() {
    return bytes.length;
  }

  void putTo(ByteBuffer buffer) {
    buffer.put(bytes);
  }
}
