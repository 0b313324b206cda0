package peercache.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A program of this machine. A test that needs one that is not there is skipped and says so; {@code
 * .ci/run} installs them all.
 */
final class Program {
  /** The top directory of the project, where programs run. */
  static final Path HOME = Path.of(System.getProperty("peercache.home", "..")).toAbsolutePath();

  private Program() {}

  static boolean isThere(String name) {
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(System.getenv("PATH"))
        .anyMatch(entry -> Files.isExecutable(Path.of(entry, name)));
  }

  /**
   * Runs it to its good end.
   *
   * @return what it said on standard output; what it says on the other stream is shown if it fails
   */
  static String run(List<String> command) throws IOException, InterruptedException {
    assumeThat(isThere(command.getFirst())).as("%s is installed", command.getFirst()).isTrue();
    var errors = Files.createTempFile("program", ".errors");
    try {
      var process =
          new ProcessBuilder(command)
              .directory(HOME.toFile())
              .redirectError(errors.toFile())
              .start();
      process.getOutputStream().close();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor())
          .as("%s said %s%s", command, output, Files.readString(errors))
          .isZero();
      return output;
    } finally {
      Files.delete(errors);
    }
  }
}
