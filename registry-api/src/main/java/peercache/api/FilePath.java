package peercache.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

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
    ByteBuffer encoded = encode(value);
    while (bytes < encoded.limit()) {
      if (encoded.get(bytes++) == '/') {
        requireSegment(encoded, segmentStart, bytes - 1, value);
        segmentStart = bytes;
      }
    }
    requireSegment(encoded, segmentStart, bytes, value);
    require(bytes <= MAX_BYTES, "is longer than " + MAX_BYTES + " bytes", value);
    require(value.chars().noneMatch(Character::isISOControl), "holds a control character", value);
  }

  /**
   * Reads the path of a request target.
   *
   * @param raw the target's path as it was sent, percent-encoded, without the leading slash and the
   *     query
   * @throws IllegalArgumentException if it is not UTF-8, its encoding is broken, it hides a slash
   *     in {@code %2F}, or what it encodes is no file path
   */
  public static FilePath fromUriPath(String raw) {
    return new FilePath(PercentEncoding.decode(raw));
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

  private static ByteBuffer encode(String value) {
    try {
      return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(value));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(message("is not valid Unicode", value), e);
    }
  }

  private static void requireSegment(ByteBuffer encoded, int start, int end, String path) {
    int length = end - start;
    require(length > 0, "has an empty segment", path);
    require(length <= MAX_SEGMENT_BYTES, "has a segment of more than 255 bytes", path);
    boolean dots = encoded.get(start) == '.' && encoded.get(end - 1) == '.';
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
