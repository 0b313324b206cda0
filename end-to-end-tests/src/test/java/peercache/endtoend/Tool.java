package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A real program of this machine, run as a person or a script would, in a directory of its own. A
 * test that needs one that is not there is skipped and says so; {@code .ci/run} installs them all.
 */
final class Tool {
  private static final long PATIENCE_SECONDS = 60;

  /** What a program said, on both streams, and how it ended. */
  record Result(int exitCode, String output) {
    Result requireSuccess() {
      assertThat(exitCode).as(output).isZero();
      return this;
    }
  }

  private final Path directory;

  private Tool(Path directory) {
    this.directory = directory;
  }

  /**
   * @param directory where the programs run, and the only place where they leave anything
   */
  static Tool in(Path directory) {
    return new Tool(directory);
  }

  Path directory() {
    return directory;
  }

  /** Runs a program to its end. */
  Result run(String... command) throws IOException, InterruptedException {
    return run(List.of(command));
  }

  Result run(List<String> command) throws IOException, InterruptedException {
    var output = Files.createTempFile("tool", ".output");
    try {
      var process = start(command, output);
      boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      process.destroyForcibly();
      assertThat(ended).as("%s ended in time: %s", command, Files.readString(output)).isTrue();
      return new Result(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }

  /** Starts a program that the test itself watches, and ends. */
  Process start(List<String> command, Path output) throws IOException {
    requireOnPath(command.getFirst());
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().putAll(Map.of("LC_ALL", "C.UTF-8", "HOME", directory.toString()));
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  private static void requireOnPath(String program) {
    boolean there =
        program.contains(File.separator)
            || Pattern.compile(File.pathSeparator)
                .splitAsStream(System.getenv("PATH"))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    assumeThat(there).as("%s is installed", program).isTrue();
  }
}
