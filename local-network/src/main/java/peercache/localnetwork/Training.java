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
  /** One that learns, and one that it exchanges pieces with. */
  private static final int NODES = 2;

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
      var rehearsal = new Rehearsal(files);
      int port = Ports.freeBase(NODES);
      var plan =
          new Plan(home, files, directory.resolve("data"), "localhost", port, NODES, Map.of());
      LocalNetwork.train(plan, rehearsal);
    } finally {
      try (var paths = Files.walk(directory)) {
        for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(path);
        }
      }
    }
  }
}
