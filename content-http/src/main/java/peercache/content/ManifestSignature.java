package peercache.content;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import peercache.api.OriginKey;

/**
 * An origin's Ed25519 signature (RFC 8032) over the exact bytes of a manifest. Either way costs
 * about a millisecond.
 *
 * @param base64 of its 64 bytes
 */
public record ManifestSignature(String base64) {
  /** The field of an answer that carries a manifest. */
  public static final String HEADER = "Peercache-Signature";

  // A dictionary with a byte sequence (RFC 9651), as in Repr-Digest.
  private static final String START = "ed25519=:";
  private static final String END = ":";
  private static final String ALGORITHM = "Ed25519";
  private static final int LENGTH = 64;

  public ManifestSignature {
    if (Base64.getDecoder().decode(base64).length != LENGTH) {
      throw new IllegalArgumentException("an Ed25519 signature has " + LENGTH + " bytes");
    }
  }

  public static ManifestSignature of(byte[] manifest, PrivateKey key) {
    try {
      var signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(manifest);
      return new ManifestSignature(Base64.getEncoder().encodeToString(signature.sign()));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a key that signs with Ed25519", e);
    }
  }

  /**
   * @param field the value of {@link #HEADER}
   * @return empty if there is none, or one that cannot be a signature
   */
  public static Optional<ManifestSignature> parse(@Nullable String field) {
    if (field == null || !field.startsWith(START) || !field.endsWith(END)) {
      return Optional.empty();
    }
    try {
      int end = Math.max(START.length(), field.length() - END.length());
      return Optional.of(new ManifestSignature(field.substring(START.length(), end)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The value of {@link #HEADER}. */
  public String field() {
    return START + base64 + END;
  }

  /** Whether the key's owner signed exactly these bytes. */
  public boolean proves(byte[] manifest, OriginKey key) {
    try {
      var spec = new X509EncodedKeySpec(key.encoded());
      var signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(KeyFactory.getInstance(ALGORITHM).generatePublic(spec));
      signature.update(manifest);
      return signature.verify(Base64.getDecoder().decode(base64));
    } catch (GeneralSecurityException e) {
      return false; // no point of the curve, say
    }
  }
}
