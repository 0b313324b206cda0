package peercache.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A file's name under an origin, as it is said and stored: {@code models/llama.gguf}. It is
 * relative, names no parent, and is never normalised: two paths are the same file only if they are
 * the same bytes.
 *
 * @param value at most {@value #MAX_BYTES} bytes of UTF-8; segments of 1 to {@value
 *     #MAX_SEGMENT_BYTES} bytes, joined by {@code /}, none of them {@code .} or {@code ..}; no
 *     control character
 */
public record FilePath(@JsonValue String value) implements Comparable<FilePath> {
  public static final int MAX_BYTES = 2_048;

  /** What a Linux file system allows in one name. */
  public static final int MAX_SEGMENT_BYTES = 255;

  @JsonCreator
  public FilePath {
    int bytes = 0;
    int segmentStart = 0;
    int segmentBytes = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '/') {
        requireSegment(value, segmentStart, i, segmentBytes);
        segmentStart = i + 1;
        segmentBytes = 0;
        bytes++;
      } else {
        require(!Character.isISOControl(c), "holds a control character", value);
        int width = utf8Width(value, i);
        segmentBytes += width;
        bytes += width;
      }
    }
    requireSegment(value, segmentStart, value.length(), segmentBytes);
    require(bytes <= MAX_BYTES, "is longer than " + MAX_BYTES + " bytes", value);
  }

  /**
   * Reads the path of a request target.
   *
   * @param raw the target's path as it was sent, percent-encoded, without the leading slash and the
   *     query; segments {@code .} are left out, as they mean nothing (RFC 3986 section 6.2.2.3) and
   *     apt sends them: the one form in which two targets are the same file
   * @throws IllegalArgumentException if it is not UTF-8, its encoding is broken, it hides a slash
   *     in {@code %2F}, or what it encodes is no file path
   */
  public static FilePath fromUriPath(String raw) {
    return new FilePath(PercentEncoding.decode(withoutDots(raw)));
  }

  private static String withoutDots(String raw) {
    String path = raw;
    while (path.startsWith("./")) {
      path = path.substring(2);
    }
    while (path.contains("/./")) {
      path = path.replace("/./", "/");
    }
    return path.endsWith("/.") ? path.substring(0, path.length() - 2) : path;
  }

  /**
   * The path as it stands in a URI, percent-encoded where RFC 3986 section 3.3 wants it, slashes
   * kept.
   */
  public String toUriPath() {
    return PercentEncoding.encode(value);
  }

  /** The last segment. */
  public String fileName() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  @Override
  public int compareTo(FilePath other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  /** How many bytes of UTF-8 this char adds; a surrogate pair is counted with its first half. */
  private static int utf8Width(String value, int i) {
    char c = value.charAt(i);
    if (c < 0x80) {
      return 1;
    }
    if (c < 0x800) {
      return 2;
    }
    if (!Character.isSurrogate(c)) {
      return 3;
    }
    if (Character.isLowSurrogate(c)) {
      boolean second = i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
      require(second, "is not valid Unicode", value);
      return 0;
    }
    boolean first = i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1));
    require(first, "is not valid Unicode", value);
    return 4;
  }

  private static void requireSegment(String path, int start, int end, int bytes) {
    int length = end - start;
    require(length > 0, "has an empty segment", path);
    require(bytes <= MAX_SEGMENT_BYTES, "has a segment of more than 255 bytes", path);
    boolean dots = path.charAt(start) == '.' && path.charAt(end - 1) == '.';
    require(!(dots && length <= 2), "has a segment '.' or '..'", path);
  }

  private static void require(boolean good, String fault, String path) {
    if (!good) {
      throw new IllegalArgumentException(message(fault, path));
    }
  }

  private static String message(String fault, String path) {
    return "file path " + fault + ": " + Quoted.quoted(path);
  }
}
