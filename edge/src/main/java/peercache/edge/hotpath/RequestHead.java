package peercache.edge.hotpath;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as it came from the network, if it is plain. Stricter than HTTP: whatever
 * is not exactly as expected is left to the server's own parser, which knows the whole grammar.
 *
 * @param path raw
 * @param query raw; null if there is none
 * @param end index of the byte behind the head
 */
record RequestHead(String path, @Nullable String query, int end) {
  /**
   * No client says so much that is of no influence; how many it may say at most is not known here.
   */
  private static final int MAX_FIELDS = 16;

  private static final byte[] METHOD = ascii("GET /");
  private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
  private static final byte[] LINE_END = ascii("\r\n");
  private static final byte[] HOST = ascii("host");
  private static final byte[] ACCEPT = ascii("accept");
  private static final byte[] ANYTHING = ascii("*/*");
  private static final byte[] CONNECTION = ascii("connection");
  private static final byte[] KEEP_ALIVE = ascii("keep-alive");

  /**
   * Fields that have no influence on an answer, whatever they say; but for who the caller is, if it
   * is a believed proxy that says it.
   */
  private static final byte[][] HARMLESS = {
    ascii("user-agent"),
    ascii("accept-encoding"),
    ascii("accept-language"),
    ascii("referer"),
    ascii("x-forwarded-for"),
    ascii("x-forwarded-proto"),
    ascii("x-forwarded-host"),
    ascii("x-forwarded-port"),
    ascii("x-real-ip"),
    ascii("forwarded"),
  };

  /** Which bytes may stand in a target: RFC 3986's, without the fragment's. */
  private static final boolean[] IN_TARGET = new boolean[256];

  static {
    String allowed = "-._~!$&'()*+,;=:@/%";
    for (int i = 0; i < 128; i++) {
      IN_TARGET[i] = Character.isLetterOrDigit(i) || allowed.indexOf(i) >= 0;
    }
  }

  /**
   * @param bytes of which those from {@code start} to {@code limit} came from the network
   * @return null if they do not begin with the whole head of a plain request
   */
  static @Nullable RequestHead parse(byte[] bytes, int start, int limit) {
    int at = start + METHOD.length;
    if (!startsWith(bytes, start, limit, METHOD)) {
      return null;
    }
    int pathStart = at - 1;
    while (at < limit && IN_TARGET[bytes[at] & 0xff]) {
      at++;
    }
    int pathEnd = at;
    if (at < limit && bytes[at] == '?') {
      at++;
      while (at < limit && (IN_TARGET[bytes[at] & 0xff] || bytes[at] == '?')) {
        at++;
      }
    }
    int targetEnd = at;
    if (!startsWith(bytes, targetEnd, limit, VERSION)) {
      return null;
    }
    int end = endOfFields(bytes, targetEnd + VERSION.length, limit);
    if (end < 0) {
      return null;
    }
    return new RequestHead(
        text(bytes, pathStart, pathEnd),
        targetEnd == pathEnd ? null : text(bytes, pathEnd + 1, targetEnd),
        end);
  }

  /**
   * What the lines of a field say, in their order; a second look at what was parsed.
   *
   * @param bytes that were parsed
   * @param start where the request begins in them
   */
  List<String> values(HttpHeader field, byte[] bytes, int start) {
    byte[] name = ascii(field.lowerCaseName());
    var values = new ArrayList<String>();
    int line = lineEnd(bytes, start) + LINE_END.length;
    while (line < end) {
      int lineEnd = lineEnd(bytes, line);
      int valueStart = line + name.length + 1;
      if (valueStart <= lineEnd
          && bytes[valueStart - 1] == ':'
          && equals(bytes, line, valueStart - 1, name)) {
        values.add(text(bytes, valueStart, lineEnd));
      }
      line = lineEnd + LINE_END.length;
    }
    return values;
  }

  /** No plain head has a carriage return but in the ends of its lines. */
  private static int lineEnd(byte[] bytes, int start) {
    int at = start;
    while (bytes[at] != '\r') {
      at++;
    }
    return at;
  }

  /**
   * @return index of the byte behind the empty line; -1 if the fields are not those of a plain
   *     request, or not all there
   */
  private static int endOfFields(byte[] bytes, int start, int limit) {
    boolean host = false;
    int at = start;
    int fields = 0;
    while (at < limit && bytes[at] != '\r') {
      if (++fields > MAX_FIELDS) {
        return -1;
      }
      int nameEnd = at;
      while (nameEnd < limit && bytes[nameEnd] != ':' && bytes[nameEnd] > ' ') {
        nameEnd++;
      }
      if (nameEnd == limit || bytes[nameEnd] != ':') {
        return -1;
      }
      int valueStart = nameEnd + 1;
      if (valueStart < limit && bytes[valueStart] == ' ') {
        valueStart++;
      }
      int valueEnd = valueStart;
      while (valueEnd < limit && bytes[valueEnd] >= ' ' && bytes[valueEnd] != 0x7f) {
        valueEnd++;
      }
      if (!startsWith(bytes, valueEnd, limit, LINE_END)) {
        return -1;
      }
      if (equals(bytes, at, nameEnd, HOST)) {
        if (host || !isHost(bytes, valueStart, valueEnd)) {
          return -1;
        }
        host = true;
      } else if (!isHarmless(bytes, at, nameEnd, valueStart, valueEnd)) {
        return -1;
      }
      at = valueEnd + LINE_END.length;
    }
    return host && startsWith(bytes, at, limit, LINE_END) ? at + LINE_END.length : -1;
  }

  private static boolean isHarmless(byte[] bytes, int name, int nameEnd, int value, int valueEnd) {
    if (equals(bytes, name, nameEnd, ACCEPT)) {
      return equals(bytes, value, valueEnd, ANYTHING);
    }
    if (equals(bytes, name, nameEnd, CONNECTION)) {
      return equals(bytes, value, valueEnd, KEEP_ALIVE);
    }
    for (byte[] harmless : HARMLESS) {
      if (equals(bytes, name, nameEnd, harmless)) {
        return true;
      }
    }
    return false;
  }

  /** A name or an IPv4 address with or without a port; the server's parser knows the rest. */
  private static boolean isHost(byte[] bytes, int start, int end) {
    int at = start;
    while (at < end && isInName(bytes[at])) {
      at++;
    }
    if (at == start || at == end) {
      return at > start;
    }
    int port = ++at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return bytes[port - 1] == ':' && at == end && end > port && end - port <= 5;
  }

  private static boolean isInName(byte character) {
    return (character >= 'a' && character <= 'z')
        || (character >= '0' && character <= '9')
        || (character >= 'A' && character <= 'Z')
        || character == '.'
        || character == '-';
  }

  /** Whether the bytes are this text, in any case. */
  private static boolean equals(byte[] bytes, int start, int end, byte[] lowerCase) {
    if (end - start != lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      byte expected = lowerCase[i];
      byte actual = bytes[start + i];
      boolean letter = expected >= 'a' && expected <= 'z';
      if ((letter ? actual | 0x20 : actual) != expected) {
        return false;
      }
    }
    return true;
  }

  private static boolean startsWith(byte[] bytes, int start, int limit, byte[] prefix) {
    if (limit - start < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes[start + i] != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] bytes, int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
