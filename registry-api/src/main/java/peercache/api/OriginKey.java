package peercache.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The public half of the Ed25519 key with which an origin signs its manifests. Whether its 32 bytes
 * are a point of the curve is found out when it is used.
 *
 * @param base64 of the key as a SubjectPublicKeyInfo (RFC 8410): what stands between the lines of a
 *     PEM file, in one line
 */
public record OriginKey(@JsonValue String base64) {
  /** All that comes before the 32 bytes of the key itself. */
  private static final byte[] PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final int LENGTH = PREFIX.length + 32;

  @JsonCreator
  public OriginKey {
    if (!isEd25519(base64)) {
      throw new IllegalArgumentException(
          "a public key must be an Ed25519 SubjectPublicKeyInfo in base64: "
              + Quoted.quoted(base64));
    }
  }

  /**
   * @param encoded as {@link java.security.PublicKey#getEncoded} gives it
   */
  public static OriginKey of(byte[] encoded) {
    return new OriginKey(Base64.getEncoder().encodeToString(encoded));
  }

  private static boolean isEd25519(String base64) {
    try {
      byte[] encoded = Base64.getDecoder().decode(base64);
      return encoded.length == LENGTH
          && Arrays.equals(encoded, 0, PREFIX.length, PREFIX, 0, PREFIX.length)
          && Base64.getEncoder().encodeToString(encoded).equals(base64);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The SubjectPublicKeyInfo, a fresh array. */
  public byte[] encoded() {
    return Base64.getDecoder().decode(base64);
  }

  @Override
  public String toString() {
    return base64;
  }
}
