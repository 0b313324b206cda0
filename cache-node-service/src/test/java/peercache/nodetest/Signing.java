package peercache.nodetest;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import peercache.api.OriginKey;
import peercache.content.ManifestSignature;

/** The key of the tests' origin, and one of somebody else. */
public final class Signing {
  private static final KeyPair OWN = generate();
  private static final KeyPair FOREIGN = generate();

  /** What the origin published. */
  public static final OriginKey KEY = OriginKey.of(OWN.getPublic().getEncoded());

  private Signing() {}

  private static KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The field's value, by the origin. */
  public static String sign(byte[] json) {
    return ManifestSignature.of(json, OWN.getPrivate()).field();
  }

  /** The field's value, by somebody else. */
  public static String forge(byte[] json) {
    return ManifestSignature.of(json, FOREIGN.getPrivate()).field();
  }
}
