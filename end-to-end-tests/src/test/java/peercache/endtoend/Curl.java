package peercache.endtoend;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real curl, as a person or a script would call it. */
final class Curl {
  private Curl() {}

  /** What to get, and the options that say through whom. */
  record Target(String url, List<String> options) {
    Target(String url, String... options) {
      this(url, List.of(options));
    }

    static Target of(URI uri) {
      return new Target(uri.toString());
    }

    Target withUrl(String other) {
      return new Target(other, options);
    }
  }

  /**
   * @param exitCode 0 if it has the whole file
   */
  @SuppressWarnings("ArrayRecordComponent") // answers are looked into, never compared
  record Download(int exitCode, byte[] body, String errors) {}

  /**
   * {@code curl -fsSL --retry 2}: follows redirects, fails on errors, tries again on faults that
   * may pass.
   */
  static Download download(Target target, Path directory, String... options)
      throws IOException, InterruptedException {
    var body = Files.createTempFile(directory, "download", ".body");
    var errors = Files.createTempFile(directory, "download", ".errors");
    try {
      var command =
          command(target, "-fsSL", "--retry", "2", "--retry-all-errors", "-o", body.toString());
      command.addAll(List.of(options));
      int exit = new ProcessBuilder(command).redirectError(errors.toFile()).start().waitFor();
      return new Download(exit, Files.readAllBytes(body), Files.readString(errors));
    } finally {
      Files.delete(body);
      Files.delete(errors);
    }
  }

  /**
   * The head of the one answer that comes, whatever it says; a proxy's own refusal of a tunnel
   * counts.
   */
  static String head(Target target, Path directory) throws IOException, InterruptedException {
    var head = Files.createTempFile(directory, "download", ".head");
    try {
      new ProcessBuilder(command(target, "-s", "-o", "/dev/null", "-D", head.toString()))
          .start()
          .waitFor();
      return Files.readString(head);
    } finally {
      Files.delete(head);
    }
  }

  private static List<String> command(Target target, String... options) {
    var command = new ArrayList<>(List.of("curl", "--max-time", "60"));
    command.addAll(List.of(options));
    command.addAll(target.options());
    command.add(target.url());
    return command;
  }
}
