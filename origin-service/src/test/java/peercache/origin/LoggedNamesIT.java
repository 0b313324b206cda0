package peercache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import peercache.origin.testing.RunningOrigin;

/** Names are made by whoever may write into the directory: they make no lines of their own. */
@ExtendWith(OutputCaptureExtension.class)
class LoggedNamesIT {
  private static final String FORGED = "forged ERROR the sky falls";

  @TempDir Path directory;
  @TempDir Path data;

  @Test
  void aNameMakesNoLineOfItsOwn(CapturedOutput log) throws Exception {
    Files.createFile(directory.resolve("file\n" + FORGED));
    Files.createDirectory(directory.resolve("directory\r\n" + FORGED));
    Files.createFile(directory.resolve(".peercache-upload-old\n" + FORGED));

    try (var _ = RunningOrigin.start(directory, data)) {
      await()
          .untilAsserted(() ->
              assertThat(log.getAll())
                  .contains("/file\\n" + FORGED + " is not served")
                  .contains("/directory\\r\\n" + FORGED + " is not served"));
    }

    assertThat(log.getAll().lines()).noneMatch(line -> line.startsWith("forged"));
  }
}
