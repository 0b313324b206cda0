package peercache.edge;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A shared secret. Compared in constant time, and never printed. */
public final class Key {
  /** Fewer characters than this can be guessed. */
  public static final int MIN_LENGTH = 32;

  private final String secret;
  private final byte[] bytes;

  /**
   * @param secret at least {@value #MIN_LENGTH} visible ASCII characters
   */
  public Key(String secret) {
    if (secret.length() < MIN_LENGTH || !secret.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new IllegalArgumentException(
          "a key must be at least " + MIN_LENGTH + " visible ASCII characters");
    }
    this.secret = secret;
    this.bytes = secret.getBytes(StandardCharsets.US_ASCII);
  }

  /** Whether the candidate is this key; the time taken tells nothing about either. */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(bytes, candidate.getBytes(StandardCharsets.UTF_8));
  }

  /** The value of {@code Authorization} that shows this key. */
  public String toBearer() {
    return "Bearer " + secret;
  }

  /** HMAC-SHA256 (RFC 2104) of the text under this key: 64 lower-case hex digits. */
  String sign(String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes, mac.getAlgorithm()));
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every Java platform has HMAC-SHA256", e);
    }
  }

  @Override
  public String toString() {
    return "Key[…]";
  }
}
