package peercache.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyringTests {
  private static final String NETWORK = "n".repeat(32);
  private static final String PUBLISHER = "p".repeat(32);

  @TempDir Path directory;

  @Test
  void aCallerIsWhoTheKeySays() {
    var keyring = new Keyring(new Key(NETWORK), Optional.of(new Key(PUBLISHER)));

    assertThat(keyring.roleOf(null)).isEqualTo(Role.ANYONE);
    assertThat(keyring.roleOf("Bearer " + NETWORK)).isEqualTo(Role.MEMBER);
    assertThat(keyring.roleOf("bearer  " + PUBLISHER)).isEqualTo(Role.PUBLISHER);
    assertThat(keyring.roleOf("Bearer " + NETWORK + "x")).isEqualTo(Role.UNKNOWN);
    assertThat(keyring.roleOf("Basic " + NETWORK)).isEqualTo(Role.UNKNOWN);
    assertThat(keyring.roleOf("")).isEqualTo(Role.UNKNOWN);
  }

  @Test
  void nobodyPublishesWhereThereIsNoPublishersKey() {
    var keyring = new Keyring(new Key(NETWORK), Optional.empty());

    assertThat(keyring.roleOf("Bearer " + PUBLISHER)).isEqualTo(Role.UNKNOWN);
  }

  @Test
  void keysComeFromFilesWithoutTheirLineEnd() throws IOException {
    var file = Files.writeString(directory.resolve("key"), NETWORK + "\n");

    var keyring = new AccessProperties(null, file, PUBLISHER, null).keyring();

    assertThat(keyring.roleOf("Bearer " + NETWORK)).isEqualTo(Role.MEMBER);
    assertThat(keyring.roleOf("Bearer " + PUBLISHER)).isEqualTo(Role.PUBLISHER);
  }

  @Test
  void aServiceWithoutTheNetworksKeyDoesNotStart() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AccessProperties(null, null, null, null).keyring())
        .withMessageContaining("peercache.access.network-key-file");
  }

  @Test
  void weakDoubleAndMissingKeysAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AccessProperties("short", null, null, null).keyring())
        .withMessageContaining("network-key")
        .withMessageNotContaining("short");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AccessProperties(NETWORK, Path.of("f"), null, null).keyring())
        .withMessageContaining("not both");
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> new AccessProperties(null, directory.resolve("no"), null, null).keyring())
        .withMessageContaining("network-key-file");
  }

  @Test
  void aKeyIsNeverPrinted() {
    assertThat(new Key(NETWORK).toString()).doesNotContain(NETWORK);
  }
}
