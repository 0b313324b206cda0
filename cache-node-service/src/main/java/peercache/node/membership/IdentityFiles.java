package peercache.node.membership;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.NodeId;
import peercache.node.SmallFile;

/**
 * What a node remembers of itself from run to run: the id it gave itself, and the number of its
 * last run.
 */
final class IdentityFiles {
  private static final Logger LOG = LoggerFactory.getLogger(IdentityFiles.class);
  private static final int MAX_HOST_CHARACTERS = 40;
  private final Path directory;

  /**
   * @param directory made if it is not there
   */
  IdentityFiles(Path directory) {
    this.directory = directory;
  }

  /** The id kept here; the first time, a new one made from the host's name and a random number. */
  NodeId nodeId(String hostName, RandomGenerator random) throws IOException {
    Path file = directory.resolve("node-id");
    if (Files.exists(file)) {
      return new NodeId(Files.readString(file).strip());
    }
    String host = hostName.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    host = host.substring(0, Math.min(MAX_HOST_CHARACTERS, host.length()));
    var id = new NodeId("%s-%04x".formatted(host.isEmpty() ? "node" : host, random.nextInt(65536)));
    SmallFile.replace(file, id.value() + "\n");
    return id;
  }

  /**
   * Counts this run: higher than any earlier one that was counted here, and, because the clock
   * counts too, most likely higher than those whose record is lost.
   */
  long nextIncarnation(Clock clock) throws IOException {
    Path file = directory.resolve("incarnation");
    long incarnation = Math.max(previousIncarnation(file) + 1, clock.millis());
    SmallFile.replace(file, incarnation + "\n");
    return incarnation;
  }

  private static long previousIncarnation(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (NumberFormatException e) {
      LOG.warn("{} is damaged: this run is numbered by the clock alone", file, e);
      return 0;
    }
  }
}
