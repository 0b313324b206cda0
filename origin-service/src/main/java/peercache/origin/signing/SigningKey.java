package peercache.origin.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import peercache.api.OriginKey;
import peercache.content.ManifestSignature;

/** An Ed25519 key with both halves. Never printed. */
public final class SigningKey {
  private static final String ALGORITHM = "Ed25519";
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final byte[] PROBE = {1};

  private final PrivateKey privateKey;
  private final OriginKey publicKey;

  private SigningKey(PrivateKey privateKey, OriginKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  static SigningKey generate() {
    try {
      var pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      return new SigningKey(pair.getPrivate(), OriginKey.of(pair.getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK since 15 has Ed25519", e);
    }
  }

  /**
   * @throws IllegalArgumentException if it is no Ed25519 private key; says nothing of what it is
   */
  static SigningKey fromPem(String pem) {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("no PRIVATE KEY in PEM");
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
      var privateKey =
          KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return proven(new SigningKey(privateKey, publicHalf(privateKey)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalArgumentException("no Ed25519 private key", e);
    }
  }

  /**
   * PKCS #8 as OpenSSL writes it has the private half only, and the JDK derives the other one
   * nowhere but in its generator, which takes its 32 random bytes as the private half (RFC 8032,
   * section 5.1.5).
   */
  private static OriginKey publicHalf(PrivateKey privateKey) throws GeneralSecurityException {
    byte[] seed = ((EdECPrivateKey) privateKey).getBytes().orElseThrow();
    var generator = KeyPairGenerator.getInstance(ALGORITHM);
    generator.initialize(NamedParameterSpec.ED25519, new Known(seed));
    return OriginKey.of(generator.generateKeyPair().getPublic().getEncoded());
  }

  private static SigningKey proven(SigningKey key) {
    if (!key.sign(PROBE).proves(PROBE, key.publicKey)) {
      throw new IllegalArgumentException("its public half cannot be derived");
    }
    return key;
  }

  private static final class Known extends SecureRandom {
    private static final long serialVersionUID = 1;
    private final byte[] bytes;

    Known(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void nextBytes(byte[] wanted) {
      System.arraycopy(bytes, 0, wanted, 0, wanted.length);
    }
  }

  /** For a file that only its owner can read. */
  String toPem() {
    byte[] encoded = privateKey.getEncoded();
    try {
      return BEGIN + "\n" + Base64.getEncoder().encodeToString(encoded) + "\n" + END + "\n";
    } finally {
      Arrays.fill(encoded, (byte) 0);
    }
  }

  public OriginKey publicKey() {
    return publicKey;
  }

  ManifestSignature sign(byte[] manifest) {
    return ManifestSignature.of(manifest, privateKey);
  }

  @Override
  public String toString() {
    return "SigningKey[" + publicKey + "]";
  }
}
