package peercache.node.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one digest of the network. */
public final class Sha256 {
  private Sha256() {}

  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
