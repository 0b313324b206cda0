package peercache.node.origins;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.OriginId;
import peercache.node.SmallFile;

/** The origins as the registry last named them: a line each, the id, a space, the base URI. */
final class OriginsFile {
  private static final Logger LOG = LoggerFactory.getLogger(OriginsFile.class);
  private final Path file;

  OriginsFile(Path file) {
    this.file = file;
  }

  /** Nothing if there is no such file; what is damaged is left out. */
  Map<OriginId, URI> read() {
    var origins = new TreeMap<OriginId, URI>();
    try {
      if (Files.exists(file)) {
        Files.readString(file).lines().forEach(line -> parse(line, origins));
      }
    } catch (IOException e) {
      LOG.warn("Cannot read the origins known from earlier in {}", file, e);
    }
    return origins;
  }

  private void parse(String line, Map<OriginId, URI> origins) {
    int space = line.indexOf(' ');
    try {
      origins.put(
          new OriginId(line.substring(0, Math.max(0, space))),
          URI.create(line.substring(space + 1)));
    } catch (IllegalArgumentException e) {
      LOG.warn("A line of {} is damaged and left out: {}", file, e.getMessage());
    }
  }

  /** Keeps them for the next start; a failure costs no more than that. */
  void write(Map<OriginId, URI> origins) {
    var text = new StringBuilder();
    new TreeMap<>(origins)
        .forEach((id, uri) -> text.append(id).append(' ').append(uri).append('\n'));
    try {
      SmallFile.replace(file, text.toString());
    } catch (IOException e) {
      LOG.warn("Cannot keep the known origins in {}", file, e);
    }
  }
}
