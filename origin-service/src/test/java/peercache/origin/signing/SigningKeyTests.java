package peercache.origin.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.VersionId;
import peercache.content.Manifest;
import peercache.origin.startup.StartFailure;

class SigningKeyTests {
  /**
   * Made by {@code openssl genpkey -algorithm ed25519}, which also says what its public half is.
   */
  private static final String PEM =
      """
      -----BEGIN PRIVATE KEY-----
      MC4CAQAwBQYDK2VwBCIEIPiRLSfCNckQM3aootLEGIjFcFNs47hVk8wCkyQCMxB3
      -----END PRIVATE KEY-----
      """;

  private static final String PUBLIC =
      "MCowBQYDK2VwAyEAPvPQUUniUZYNEAZO9F/7zl2SDc3xDHLufWFQAmpFsGo=";

  @TempDir Path directory;

  @Test
  void readsWhatOpensslWrites() {
    assertThat(SigningKey.fromPem(PEM).publicKey().base64()).isEqualTo(PUBLIC);
  }

  @Test
  void readsWhatItWrote() {
    var key = SigningKey.generate();
    assertThat(SigningKey.fromPem(key.toPem()).publicKey()).isEqualTo(key.publicKey());
  }

  @Test
  void neverShowsItsPrivateHalf() {
    assertThat(SigningKey.fromPem(PEM)).hasToString("SigningKey[" + PUBLIC + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----END PRIVATE KEY----------BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAw\n-----END PRIVATE KEY-----"
      })
  void refusesWhatIsNoKey(String pem) {
    assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.fromPem(pem));
  }

  @Test
  void refusesAKeyOfAnotherKind() {
    String x25519 = PEM.replace("K2Vw", "K2Vu");
    assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.fromPem(x25519));
  }

  @Test
  void isMadeOnceForADirectory() throws Exception {
    Files.writeString(directory.resolve("signing-key.pem.next"), "left by a crash");

    var first = SigningKeyFile.in(directory);

    assertThat(SigningKeyFile.in(directory).publicKey()).isEqualTo(first.publicKey());
    assertThat(directory.resolve("signing-key.pem.next")).doesNotExist();
  }

  @Test
  void aDamagedFileIsNotReplaced() throws Exception {
    Path file = Files.writeString(directory.resolve("signing-key.pem"), "damaged");

    assertThatThrownBy(() -> SigningKeyFile.in(directory))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining(file.toString());
    assertThat(file).hasContent("damaged");
  }

  @Test
  void signsAManifestOnceAndAnotherDateAnew() {
    var id = new VersionId("ab".repeat(32));
    var signer = new ManifestSigner(SigningKey.fromPem(PEM));
    var manifest = new Manifest(id, 1, 1 << 20, Instant.EPOCH, List.of(id));
    var later = new Manifest(id, 1, 1 << 20, Instant.ofEpochSecond(1), List.of(id));

    var first = signer.sign(manifest, new byte[] {1});

    assertThat(signer.sign(manifest, new byte[] {1})).isSameAs(first);
    assertThat(signer.sign(later, new byte[] {2})).isNotEqualTo(first);
  }
}
