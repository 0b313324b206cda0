package peercache.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HexFormat;

/**
 * Proves that two sides agree about a set of versions: the exclusive or of the first eight bytes of
 * each SHA-256, so the order does not matter and each change costs one operation. Two sets that
 * differ have the same checksum once in 2^64.
 *
 * @param bits 0 for no version
 */
public record HoldingsChecksum(long bits) {
  public static final HoldingsChecksum NONE = new HoldingsChecksum(0);

  private static final int DIGITS = 16;

  /** Reads what {@link #toString} wrote: 16 lower-case hex digits. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static HoldingsChecksum parse(String text) {
    if (text.length() != DIGITS || !text.matches("[0-9a-f]*")) {
      throw new IllegalArgumentException(
          "checksum must be 16 lower-case hex digits: " + Quoted.quoted(text));
    }
    return new HoldingsChecksum(HexFormat.fromHexDigitsToLong(text));
  }

  /** With the version if it was without, without it if it was with it. */
  public HoldingsChecksum toggle(VersionId version) {
    return new HoldingsChecksum(bits ^ HexFormat.fromHexDigitsToLong(version.hex(), 0, DIGITS));
  }

  @JsonValue
  @Override
  public String toString() {
    return HexFormat.of().toHexDigits(bits);
  }
}
