package peercache.origin.metalink;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peercache.origin.catalog.Version;
import peercache.origin.markup.Markup;

/**
 * What a Metalink says of one file (RFC 5854); pure. The document is a head, a line of the same
 * length for each piece, and a tail, so that any part of it can be made without the rest: a
 * terabyte has 65,536 pieces.
 *
 * @param name under which the file is to be stored, without directories
 * @param self where this document comes from
 * @param published when the file was
 * @param version absent while the bytes may still change; then nothing is said that could turn
 *     wrong
 * @param uris where the bytes are, best first
 */
record Metalink(
    String name, String self, Instant published, @Nullable Version version, List<String> uris) {
  private static final String HASH_START = "      <hash>";
  private static final String HASH_END = "</hash>\n";

  /** The length of each piece's line, in characters and bytes alike. */
  static final int PIECE_LINE = HASH_START.length() + 64 + HASH_END.length();

  Metalink {
    uris = List.copyOf(uris);
    if (uris.isEmpty()) {
      throw new IllegalArgumentException("a Metalink names at least one place");
    }
  }

  int pieceCount() {
    return version == null ? 0 : version.pieceCount();
  }

  String head() {
    var xml = new StringBuilder(2_048);
    xml.append(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <metalink xmlns="urn:ietf:params:xml:ns:metalink">
              <generator>Peercache</generator>
              <origin dynamic="true">\
            """)
        .append(Markup.escape(self))
        .append("</origin>\n  <published>")
        .append(published.truncatedTo(ChronoUnit.SECONDS))
        .append("</published>\n  <file name=\"")
        .append(Markup.escape(name))
        .append("\">\n");
    if (version != null) {
      xml.append("    <size>").append(version.size()).append("</size>\n");
      xml.append("    <hash type=\"sha-256\">").append(version.id()).append("</hash>\n");
    }
    int priority = 1;
    for (String uri : uris) {
      xml.append("    <url priority=\"").append(priority++).append("\">");
      xml.append(Markup.escape(uri)).append("</url>\n");
    }
    if (version != null && version.pieceCount() > 0) {
      xml.append("    <pieces type=\"sha-256\" length=\"")
          .append(version.pieceSize())
          .append("\">\n");
    }
    return xml.toString();
  }

  /** The lines of some pieces. */
  String pieces(int first, int count) {
    var xml = new StringBuilder(count * PIECE_LINE);
    if (version != null) {
      for (int i = first; i < first + count; i++) {
        xml.append(HASH_START);
        version.appendPieceHash(i, xml);
        xml.append(HASH_END);
      }
    }
    return xml.toString();
  }

  String tail() {
    return (pieceCount() > 0 ? "    </pieces>\n" : "") + "  </file>\n</metalink>\n";
  }
}
