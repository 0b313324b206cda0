package peercache.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityFilesTests {
  private static final Clock NOW = Clock.fixed(Instant.ofEpochMilli(5_000), ZoneOffset.UTC);

  @TempDir Path temporary;
  private Path directory = Path.of("");
  private IdentityFiles files = new IdentityFiles(directory);

  @BeforeEach
  void start() {
    directory = temporary.resolve("data/node");
    files = new IdentityFiles(directory);
  }

  @Test
  void numbersTheFirstRunByTheClock() throws IOException {
    assertThat(files.nextIncarnation(NOW)).isEqualTo(5_000);
  }

  @Test
  void numbersEachRunHigherThanTheLastEvenIfTheClockStoodStillOrWentBack() throws IOException {
    files.nextIncarnation(NOW);
    assertThat(files.nextIncarnation(NOW)).isEqualTo(5_001);
    var earlier = Clock.fixed(Instant.ofEpochMilli(1), ZoneOffset.UTC);
    assertThat(new IdentityFiles(directory).nextIncarnation(earlier)).isEqualTo(5_002);
  }

  @Test
  void numbersByTheClockWhenTheRecordIsDamaged() throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("incarnation"), "7x");
    assertThat(files.nextIncarnation(NOW)).isEqualTo(5_000);
  }

  @Test
  void keepsTheIdThatItMade() throws IOException {
    var id = files.nodeId("Build_Host.example", new Random(1));
    assertThat(id.value()).matches("build-host-example-[0-9a-f]{4}");
    assertThat(new IdentityFiles(directory).nodeId("other", new Random(2))).isEqualTo(id);
  }

  @Test
  void makesAValidIdOfAnyHostName() throws IOException {
    assertThat(files.nodeId("ü".repeat(300), new Random(1)).value()).hasSize(45);
  }

  @Test
  void saysWhatIsWrongWithADamagedId() throws IOException {
    Files.createDirectories(directory);
    Files.writeString(directory.resolve("node-id"), "NOT AN ID");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> files.nodeId("host", new Random(1)))
        .withMessageContaining("'NOT AN ID'");
  }
}
