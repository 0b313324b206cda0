package peercache.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.OriginKey;
import peercache.api.VersionId;

class SignedManifestTests {
  private static final VersionId ID = new VersionId("ab".repeat(32));
  private static final Manifest MANIFEST =
      new Manifest(ID, 10, 1 << 20, Instant.parse("2024-02-03T04:05:06Z"), List.of(ID));
  private static final byte[] JSON = SignedManifest.unsigned(MANIFEST).json();
  private static final KeyPair PAIR = pair();
  private static final OriginKey KEY = OriginKey.of(PAIR.getPublic().getEncoded());

  private static KeyPair pair() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static ManifestSignature signature() {
    return ManifestSignature.of(JSON, PAIR.getPrivate());
  }

  @Test
  void isProvenByTheKeyOfWhoeverSignedIt() {
    var received = ManifestSignature.parse(signature().field()).orElseThrow();

    var signed = SignedManifest.parse(JSON, received);

    assertThat(signed.isProvenBy(KEY)).isTrue();
    assertThat(signed.manifest()).isEqualTo(MANIFEST);
    assertThat(signed.json()).isEqualTo(JSON);
  }

  @Test
  void noOtherByteIsProven() {
    var signature = signature();
    for (int i = 0; i < JSON.length; i += 7) {
      byte[] other = JSON.clone();
      other[i] ^= 1;
      assertThat(signature.proves(other, KEY)).as("byte " + i).isFalse();
    }
    assertThat(signature.proves((new String(JSON, UTF_8) + " ").getBytes(UTF_8), KEY)).isFalse();
  }

  @Test
  void anotherKeyProvesNothing() {
    var other = OriginKey.of(pair().getPublic().getEncoded());

    assertThat(SignedManifest.parse(JSON, signature()).isProvenBy(other)).isFalse();
  }

  @Test
  void aKeyThatIsNoPointOfTheCurveProvesNothing() {
    byte[] encoded = HexFormat.of().parseHex("302a300506032b6570032100" + "ff".repeat(32));

    assertThat(signature().proves(JSON, OriginKey.of(encoded))).isFalse();
  }

  @Test
  void oneWithoutASignatureIsProvenByNoKey() {
    assertThat(SignedManifest.unsigned(MANIFEST).isProvenBy(KEY)).isFalse();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "ed25519=:",
        "ed25519=::",
        "ed25519=:AAAA:",
        "ed25519=:%%%:",
        "rsa=:AAAA:",
        "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"
      })
  void whatCannotBeASignatureIsNone(@Nullable String field) {
    assertThat(ManifestSignature.parse(field)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{}", "{\"id\":\"x\"}", "not json"})
  void whatIsNoManifestIsRefused(String json) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SignedManifest.parse(json.getBytes(UTF_8), null));
  }
}
