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

  /**
   * @param exitCode 0 if it has the whole file
   */
  @SuppressWarnings("ArrayRecordComponent") // answers are looked into, never compared
  record Download(int exitCode, byte[] body, String errors) {}

  /**
   * {@code curl -fsSL --retry 2}: follows redirects, fails on errors, tries again on faults that
   * may pass.
   */
  static Download download(URI uri, Path directory, String... options)
      throws IOException, InterruptedException {
    var body = Files.createTempFile(directory, "download", ".body");
    var errors = Files.createTempFile(directory, "download", ".errors");
    try {
      var command = new ArrayList<>(List.of("curl", "-fsSL", "--retry", "2", "--max-time", "60"));
      command.addAll(List.of(options));
      command.addAll(List.of("-o", body.toString(), uri.toString()));
      int exit = new ProcessBuilder(command).redirectError(errors.toFile()).start().waitFor();
      return new Download(exit, Files.readAllBytes(body), Files.readString(errors));
    } finally {
      Files.delete(body);
      Files.delete(errors);
    }
  }
}
