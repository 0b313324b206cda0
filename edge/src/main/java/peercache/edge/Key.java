package peercache.edge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A shared secret. Compared in constant time, and never printed. */
public final class Key {
  /** Fewer characters than this can be guessed. */
  public static final int MIN_LENGTH = 32;

  private final String secret;
  private final byte[] digest;

  /**
   * @param secret at least {@value #MIN_LENGTH} visible ASCII characters
   */
  public Key(String secret) {
    if (secret.length() < MIN_LENGTH || !secret.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
      throw new IllegalArgumentException(
          "a key must be at least " + MIN_LENGTH + " visible ASCII characters");
    }
    this.secret = secret;
    this.digest = digest(secret);
  }

  /** Whether the candidate is this key; the time taken tells nothing about either. */
  public boolean matches(String candidate) {
    return MessageDigest.isEqual(digest, digest(candidate));
  }

  /** The value of {@code Authorization} that shows this key. */
  public String toBearer() {
    return "Bearer " + secret;
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "Key[…]";
  }
}
