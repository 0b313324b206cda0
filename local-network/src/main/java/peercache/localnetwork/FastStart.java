package peercache.localnetwork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A built service as it starts fastest: its jar unpacked, with the JVM's cache of what a start
 * loads, links and compiles (JEP 483, 514, 515). Both are made once for a build of the jar and a
 * JVM, and stand beside the jar.
 *
 * @param builtJar as the build leaves it and as it is deployed
 */
record FastStart(Path builtJar) {
  private static final String CACHE = "start.aot";

  /** Whatever makes the unpacked jar or the cache useless when it changes. */
  private String identity() throws IOException {
    return Files.getAttribute(builtJar, "unix:ctime")
        + " "
        + Files.size(builtJar)
        + " "
        + System.getProperty("java.vm.version")
        + "\n";
  }

  private Path directory() {
    return builtJar.resolveSibling("start");
  }

  private Path cache() {
    return directory().resolve(CACHE);
  }

  private Path stamp() {
    return directory().resolve("made-of");
  }

  /**
   * The jar to start: the same classes and libraries, without the nesting that slows class loading
   * down.
   */
  Path jar() throws IOException {
    if (!isUnpacked()) {
      unpack();
    }
    return directory().resolve(builtJar.getFileName());
  }

  boolean hasCache() {
    try {
      return isUnpacked() && Files.exists(cache());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For a JVM that uses the cache; none if there is no cache. */
  List<String> options() {
    return hasCache() ? List.of("-XX:AOTCache=" + cache()) : List.of();
  }

  /** For a JVM that makes the cache when it ends. */
  List<String> trainingOptions() {
    return List.of("-XX:AOTCacheOutput=" + cache());
  }

  private boolean isUnpacked() throws IOException {
    return Files.exists(stamp()) && Files.readString(stamp()).equals(identity());
  }

  private void unpack() throws IOException {
    Files.deleteIfExists(stamp());
    Files.deleteIfExists(cache());
    var command =
        List.of(
            ServiceProcess.java(),
            "-Djarmode=tools",
            "-jar",
            builtJar.toString(),
            "extract",
            "--force",
            "--destination",
            directory().toString());
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("cannot unpack " + builtJar + ": " + output.strip());
    }
    Files.writeString(stamp(), identity());
  }
}
