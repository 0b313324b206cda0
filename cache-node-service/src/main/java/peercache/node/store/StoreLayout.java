package peercache.node.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import peercache.api.VersionId;

/**
 * Which file is where: {@code store/ab/abcd…} is a whole version and its last modification the
 * version's, {@code .manifest} what it is made of, {@code .partial} its bytes while it is filled,
 * {@code .pieces} one byte for each piece then, 1 once the piece was verified. A whole version
 * without a manifest, from before these were kept, is as good as any, but its manifest cannot be
 * passed on.
 */
record StoreLayout(Path data) {
  static final String PARTIAL = ".partial";
  static final String MANIFEST = ".manifest";
  static final String PIECES = ".pieces";

  Path lock() {
    return data.resolve("lock");
  }

  /** Where files go that are none of ours. */
  Path setAside() {
    return data.resolve("set-aside");
  }

  Path whole(VersionId id) {
    return directory(id).resolve(id.hex());
  }

  Path partial(VersionId id) {
    return directory(id).resolve(id.hex() + PARTIAL);
  }

  Path manifest(VersionId id) {
    return directory(id).resolve(id.hex() + MANIFEST);
  }

  Path pieces(VersionId id) {
    return directory(id).resolve(id.hex() + PIECES);
  }

  Path directory(VersionId id) {
    return data.resolve("store").resolve(id.hex().substring(0, 2));
  }

  /** Creates and names all directories that versions can be in. */
  List<Path> createDirectories() throws IOException {
    var directories = new ArrayList<Path>(256);
    for (int i = 0; i < 256; i++) {
      var directory = data.resolve("store").resolve(HexFormat.of().toHexDigits((byte) i));
      directories.add(Files.createDirectories(directory));
    }
    return directories;
  }

  /** All that is there of a version that is not whole. */
  void deletePartial(VersionId id) throws IOException {
    deletePieces(id);
    Files.deleteIfExists(manifest(id));
  }

  /** What a whole version does not need. */
  void deletePieces(VersionId id) throws IOException {
    Files.deleteIfExists(pieces(id));
    Files.deleteIfExists(partial(id));
  }

  /**
   * Whatever there is of a version.
   *
   * @return whether there was anything
   */
  boolean deleteAll(VersionId id) throws IOException {
    boolean any = false;
    for (var file : List.of(whole(id), partial(id), pieces(id), manifest(id))) {
      any |= Files.deleteIfExists(file);
    }
    return any;
  }

  void deleteWhole(VersionId id) throws IOException {
    Files.deleteIfExists(whole(id));
    Files.deleteIfExists(manifest(id));
  }
}
