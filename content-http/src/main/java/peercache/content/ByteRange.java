package peercache.content;

/**
 * A part of a version.
 *
 * @param first position of the first byte
 * @param last position of the last byte, not before {@code first}
 */
public record ByteRange(long first, long last) {
  public ByteRange {
    if (first < 0 || last < first) {
      throw new IllegalArgumentException("no byte range: " + first + "-" + last);
    }
  }

  public long length() {
    return last - first + 1;
  }

  /** The value of {@code Content-Range} (RFC 9110 section 14.4). */
  public String contentRange(long size) {
    return "bytes " + first + "-" + last + "/" + size;
  }
}
