package peercache.node.source;

import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The head of an answer, as far as asking for pieces needs it.
 *
 * @param fields by lower-case name; of one that comes twice the last
 */
public record ResponseHead(int status, Map<String, String> fields) {
  private static final String VERSION = "HTTP/1.1 ";
  private static final int STATUS_END = VERSION.length() + 3;

  /**
   * @param text from the status line to before the empty line
   * @throws IOException if it is not HTTP/1.1
   */
  static ResponseHead parse(String text) throws IOException {
    String[] lines = text.split("\r\n", -1);
    if (!lines[0].startsWith(VERSION) || lines[0].length() < STATUS_END) {
      throw new IOException("it does not speak HTTP/1.1");
    }
    var fields = new HashMap<String, String>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon <= 0) {
        throw new IOException("it sent a header line without a name");
      }
      fields.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    return new ResponseHead(number(lines[0].substring(VERSION.length(), STATUS_END)), fields);
  }

  private static int number(String digits) throws IOException {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IOException("it sent a status that is no number", e);
    }
  }

  public @Nullable String field(String lowerCaseName) {
    return fields.get(lowerCaseName);
  }

  /**
   * How long the body is.
   *
   * @throws IOException if the answer does not say: chunks are for what nobody measured before
   */
  long length() throws IOException {
    String length = fields.get("content-length");
    if (status == 204 || status == 304) {
      return 0;
    }
    try {
      long number = length == null ? -1 : Long.parseLong(length);
      if (number >= 0 && !fields.containsKey("transfer-encoding")) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IOException("its Content-Length is no number", e);
    }
    throw new IOException("it did not say how long its answer is");
  }

  boolean closes() {
    return "close".equalsIgnoreCase(fields.get("connection"));
  }
}
