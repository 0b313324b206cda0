package peercache.node.origins;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.OriginId;
import peercache.api.OriginKey;
import peercache.edge.Escaped;
import peercache.node.SmallFile;

/**
 * The origins as the registry last named them: a line each with the id, the base URI, the public
 * key or a dash if it does not sign, and the internal URI, separated by spaces. What there is not
 * at the end of a line is left out.
 */
final class OriginsFile {
  private static final String NONE = "-";
  private static final Logger LOG = LoggerFactory.getLogger(OriginsFile.class);
  private final Path file;

  OriginsFile(Path file) {
    this.file = file;
  }

  /** Nothing if there is no such file; what is damaged is left out. */
  Map<OriginId, KnownOrigin> read() {
    var origins = new TreeMap<OriginId, KnownOrigin>();
    try {
      if (Files.exists(file)) {
        Files.readString(file).lines().forEach(line -> parse(line, origins));
      }
    } catch (IOException e) {
      LOG.warn("Cannot read the origins known from earlier in {}", file, e);
    }
    return origins;
  }

  private void parse(String line, Map<OriginId, KnownOrigin> origins) {
    try {
      var words = line.split(" ", 4);
      if (words.length < 2) {
        throw new IllegalArgumentException("no base URI");
      }
      var key = words.length < 3 || words[2].equals(NONE) ? null : new OriginKey(words[2]);
      var internal = words.length < 4 ? null : URI.create(words[3]);
      origins.put(new OriginId(words[0]), new KnownOrigin(URI.create(words[1]), internal, key));
    } catch (IllegalArgumentException e) {
      LOG.warn("A line of {} is damaged and left out: {}", file, Escaped.of(e.getMessage()));
    }
  }

  private static String line(OriginId id, KnownOrigin origin) {
    var words = new StringJoiner(" ", "", "\n").add(id.value()).add(origin.baseUri().toString());
    if (origin.internalUri() != null) {
      words.add(origin.key() == null ? NONE : origin.key().toString());
      words.add(origin.internalUri().toString());
    } else if (origin.key() != null) {
      words.add(origin.key().toString());
    }
    return words.toString();
  }

  /** Keeps them for the next start; a failure costs no more than that. */
  void write(Map<OriginId, KnownOrigin> origins) {
    var text = new StringBuilder();
    new TreeMap<>(origins).forEach((id, origin) -> text.append(line(id, origin)));
    try {
      SmallFile.replace(file, text.toString());
    } catch (IOException e) {
      LOG.warn("Cannot keep the known origins in {}", file, e);
    }
  }
}
