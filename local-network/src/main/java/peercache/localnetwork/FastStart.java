package peercache.localnetwork;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.StringJoiner;
import java.util.zip.ZipFile;

/**
 * A built service as it starts fastest: its jar unpacked, its bean definitions compiled by the
 * build, with the JVM's cache of what a start loads, links and compiles (JEP 483, 514, 515). Jar
 * and cache are made once for the content of a jar and a JVM, and stand beside the jar.
 *
 * @param builtJar as the build leaves it and as it is deployed
 */
record FastStart(Path builtJar) {
  private static final String CACHE = "start.aot";
  private static final String COMPILED_BEANS = "-Dspring.aot.enabled=true";
  private static final String DIAGNOSTIC = "-XX:+UnlockDiagnosticVMOptions";

  /**
   * The cache where it was made for: elsewhere all its pages are rewritten, 30 MiB for each JVM.
   */
  private static final String CACHE_AS_IT_IS = "-XX:ArchiveRelocationMode=0";

  /**
   * Whatever makes the unpacked jar or the cache useless when it changes. The checksums of a jar's
   * entries stand in its directory, so that no library is read. What Spring derives from the other
   * entries is left out: it comes in another order at times, and a build that changed nothing shall
   * change nothing here.
   */
  private String identity() throws IOException {
    var identity = new StringJoiner("\n", "", "\n");
    identity.add(System.getProperty("java.vm.version"));
    try (var jar = new ZipFile(builtJar.toFile())) {
      jar.stream()
          .filter(entry -> !isDerived(entry.getName()))
          .forEach(entry -> identity.add(entry.getCrc() + " " + entry.getName()));
    }
    return identity.toString();
  }

  private static boolean isDerived(String entry) {
    return (entry.contains("__") && entry.endsWith(".class"))
        || entry.contains("META-INF/native-image/");
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

  /** For a JVM that uses the cache if there is one. */
  List<String> options() {
    return hasCache()
        ? List.of(COMPILED_BEANS, "-XX:AOTCache=" + cache(), DIAGNOSTIC, CACHE_AS_IT_IS)
        : List.of(COMPILED_BEANS);
  }

  /**
   * For a JVM that makes the cache, if there is none, when it ends. No profiles are kept: from them
   * each JVM of a network would compile at once what was hot in training, 4 CPU seconds a service,
   * and on few processors the start waits for it.
   */
  List<String> trainingOptions() {
    if (hasCache()) {
      return options();
    }
    return List.of(
        COMPILED_BEANS,
        "-XX:AOTCacheOutput=" + cache(),
        "-XX:TieredStopAtLevel=1",
        DIAGNOSTIC,
        "-XX:-AOTRecordTraining");
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
