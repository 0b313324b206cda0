package peercache.localnetwork;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTests {
  @TempDir Path directory;

  @Test
  void areMadeOnceAndDifferent() throws IOException {
    var keys = Keys.in(directory.resolve("keys"));
    String network = Files.readString(keys.network());

    assertThat(network).matches("[0-9a-f]{64}\n").isNotEqualTo(Files.readString(keys.publisher()));
    assertThat(Files.readString(Keys.in(directory.resolve("keys")).network())).isEqualTo(network);
  }

  @Test
  void areForTheirOwnerOnly() throws IOException {
    var keys = Keys.in(directory.resolve("keys"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keys.network())))
        .isEqualTo("rw-------");
  }
}
