package peercache.localnetwork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs a small network once so that the JVMs of later ones start fast. Its ports and its data are
 * its own.
 */
final class Training {
  private Training() {}

  /**
   * Does nothing if it was done for this build.
   *
   * @param progress told if it is done, or cannot be: the network works without, only slower
   */
  static void ensure(Path home, Consumer<String> progress) throws InterruptedException {
    if (Services.all(home).stream().allMatch(FastStart::hasCache)) {
      return;
    }
    progress.accept("preparing fast starts (once after a build)");
    try {
      run(home);
    } catch (IOException | UncheckedIOException | LocalNetworkException e) {
      progress.accept("starts stay slow: " + e.getMessage());
    }
  }

  private static void run(Path home) throws IOException, InterruptedException {
    var directory = Files.createTempDirectory("peercache-training");
    try {
      var files = Files.createDirectory(directory.resolve("files"));
      int port = Ports.freeBase(1);
      var plan = new Plan(home, files, directory.resolve("data"), "localhost", port, 1, Map.of());
      LocalNetwork.train(plan);
    } finally {
      try (var paths = Files.walk(directory)) {
        for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
