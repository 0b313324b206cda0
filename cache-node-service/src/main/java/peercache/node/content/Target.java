package peercache.node.content;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.edge.NodeProof;

/** What a request's path names, read from its raw form; pure. */
sealed interface Target {
  record Version(OriginId origin, VersionId id, FilePath path) implements Target {}

  record File(OriginId origin, FilePath path) implements Target {}

  /**
   * @param rawPath of the directory as it was sent, checked, with its trailing slash; empty for the
   *     top
   */
  record Listing(OriginId origin, String rawPath) implements Target {}

  /** The top of an origin's listings without its slash. */
  record Slashless(OriginId origin) implements Target {}

  record Pieces(VersionId id) implements Target {}

  record Manifest(VersionId id) implements Target {}

  /** Whoever asks wants to know which node this is. */
  record Probe(String nonce) implements Target {}

  /** Meant for one of the routes, but malformed. */
  record Bad(String detail) implements Target {}

  /** Not for these routes. */
  record Other() implements Target {}

  String ORIGINS = "/origins/";
  String VERSIONS = "/versions/";
  String FILES = "/files/";
  String FILES_WITHOUT_SLASH = "/files";
  String PIECES = "/pieces";
  String MANIFEST = "/manifest";

  /**
   * @param rawPath percent-encoded as it was sent, without the query; null if there is none
   */
  static Target of(@Nullable String rawPath) {
    if (rawPath == null) {
      return new Other();
    }
    try {
      if (rawPath.startsWith(ORIGINS)) {
        return underOrigin(rawPath);
      }
      if (rawPath.startsWith(NodeProof.PATH)) {
        String nonce = rawPath.substring(NodeProof.PATH.length());
        return NodeProof.isNonce(nonce)
            ? new Probe(nonce)
            : new Bad("a probe's URL ends with 32 lower-case hex digits");
      }
      if (rawPath.startsWith(VERSIONS) && rawPath.endsWith(PIECES)) {
        return new Pieces(idBefore(PIECES, rawPath));
      }
      if (rawPath.startsWith(VERSIONS) && rawPath.endsWith(MANIFEST)) {
        return new Manifest(idBefore(MANIFEST, rawPath));
      }
      return new Other();
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      return new Bad(String.valueOf(e.getMessage()));
    }
  }

  private static VersionId idBefore(String end, String rawPath) {
    return new VersionId(rawPath.substring(VERSIONS.length(), rawPath.length() - end.length()));
  }

  private static Target underOrigin(String rawPath) {
    int originEnd = rawPath.indexOf('/', ORIGINS.length());
    if (originEnd < 0) {
      return new Other();
    }
    Function<Integer, OriginId> origin =
        end -> new OriginId(rawPath.substring(ORIGINS.length(), end));
    if (rawPath.startsWith(VERSIONS, originEnd)) {
      int idStart = originEnd + VERSIONS.length();
      int idEnd = rawPath.indexOf('/', idStart);
      return idEnd < 0
          ? new Bad("a version's URL ends with a file's path")
          : new Version(
              origin.apply(originEnd),
              new VersionId(rawPath.substring(idStart, idEnd)),
              FilePath.fromUriPath(rawPath.substring(idEnd + 1)));
    }
    if (rawPath.startsWith(FILES, originEnd)) {
      return fileOrListing(origin.apply(originEnd), rawPath.substring(originEnd + FILES.length()));
    }
    if (rawPath.endsWith(FILES_WITHOUT_SLASH)
        && originEnd == rawPath.length() - FILES_WITHOUT_SLASH.length()) {
      return new Slashless(origin.apply(originEnd));
    }
    return new Other();
  }

  private static Target fileOrListing(OriginId origin, String rawPath) {
    if (rawPath.isEmpty()) {
      return new Listing(origin, "");
    }
    if (rawPath.endsWith("/")) {
      var directory = FilePath.fromUriPath(rawPath.substring(0, rawPath.length() - 1));
      return new Listing(origin, directory.toUriPath() + "/");
    }
    return new File(origin, FilePath.fromUriPath(rawPath));
  }
}
