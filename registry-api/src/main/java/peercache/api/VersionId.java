package peercache.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HexFormat;

/**
 * The name of immutable bytes: their SHA-256.
 *
 * @param hex 64 lower-case hex digits
 */
public record VersionId(@JsonValue String hex) implements Comparable<VersionId> {
  private static final int DIGITS = 64;

  @JsonCreator
  public VersionId {
    if (!isVersionId(hex)) {
      throw new IllegalArgumentException(
          "version id must be 64 lower-case hex digits: " + Quoted.quoted(hex));
    }
  }

  /**
   * @param sha256 32 bytes
   */
  public static VersionId of(byte[] sha256) {
    return new VersionId(HexFormat.of().formatHex(sha256));
  }

  /** Whether {@code text} would be accepted as a version id; for parsers that must not throw. */
  public static boolean isVersionId(String text) {
    if (text.length() != DIGITS) {
      return false;
    }
    for (int i = 0; i < DIGITS; i++) {
      char digit = text.charAt(i);
      if (!((digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  /** The digest itself: 32 bytes, a fresh array. */
  public byte[] sha256() {
    return HexFormat.of().parseHex(hex);
  }

  @Override
  public int compareTo(VersionId other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
