package peercache.node.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.VersionId;
import peercache.edge.Escaped;

/** Finds again what an earlier run left, from names, sizes and dates alone. */
final class StoreScan {
  private static final Logger log = LoggerFactory.getLogger(StoreScan.class);
  private static final VersionId EMPTY =
      new VersionId("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  private static final int DIGITS = 64;

  private final StoreLayout layout;
  private final Map<VersionId, Holding> whole = new ConcurrentHashMap<>();

  /** Partial versions that have a manifest, by size. */
  private final Map<VersionId, Long> partial = new ConcurrentHashMap<>();

  private final Queue<Path> strange = new ConcurrentLinkedQueue<>();

  private StoreScan(StoreLayout layout) {
    this.layout = layout;
  }

  static StoreScan of(StoreLayout layout) throws IOException {
    var scan = new StoreScan(layout);
    layout.createDirectories().parallelStream().forEach(scan::visitDirectory);
    scan.dropLonePartials();
    scan.setStrangeAside();
    return scan;
  }

  Map<VersionId, Holding> whole() {
    return whole;
  }

  Map<VersionId, Long> partial() {
    return partial;
  }

  private void visitDirectory(Path directory) {
    String prefix = String.valueOf(directory.getFileName());
    var beside = new ArrayList<Path>();
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        visit(prefix, file, beside);
      }
      // All files of a version are in one directory, so it is known by now whose they are.
      for (Path file : beside) {
        dropUnlessNeeded(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot go through " + directory, e);
    }
  }

  /**
   * @param beside takes what is of no use alone; its attributes, a call for each of a hundred
   *     thousand, are not read
   */
  private void visit(String prefix, Path file, List<Path> beside) throws IOException {
    String name = file.getFileName().toString();
    String hex = name.substring(0, Math.min(DIGITS, name.length()));
    if (!VersionId.isVersionId(hex) || !hex.startsWith(prefix)) {
      strange.add(file);
      return;
    }
    switch (name.substring(DIGITS)) {
      case StoreLayout.MANIFEST, StoreLayout.PIECES -> beside.add(file);
      case "", StoreLayout.PARTIAL -> visitBytes(file, new VersionId(hex), attributes(file));
      default -> strange.add(file);
    }
  }

  private void visitBytes(Path file, VersionId id, BasicFileAttributes attributes) {
    if (!attributes.isRegularFile()) {
      strange.add(file);
    } else if (file.toString().endsWith(StoreLayout.PARTIAL)) {
      partial.put(id, attributes.size());
    } else {
      visitWhole(file, id, attributes);
    }
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS);
  }

  private void visitWhole(Path file, VersionId id, BasicFileAttributes attributes) {
    // Some file systems leave an empty file behind where power went.
    if ((attributes.size() == 0) == id.equals(EMPTY)) {
      whole.put(id, Holding.of(attributes));
    } else {
      strange.add(file);
    }
  }

  private void dropLonePartials() throws IOException {
    for (VersionId id : List.copyOf(partial.keySet())) {
      if (whole.containsKey(id)) {
        layout.deletePieces(id);
        partial.remove(id);
      } else if (!Files.exists(layout.manifest(id))) {
        layout.deletePartial(id);
        partial.remove(id);
      }
    }
  }

  private void dropUnlessNeeded(Path file) throws IOException {
    String name = file.getFileName().toString();
    var id = new VersionId(name.substring(0, DIGITS));
    boolean needed =
        partial.containsKey(id) || (whole.containsKey(id) && name.endsWith(StoreLayout.MANIFEST));
    if (!needed) {
      if (attributes(file).isRegularFile()) {
        Files.deleteIfExists(file);
      } else {
        strange.add(file);
      }
    }
  }

  private void setStrangeAside() throws IOException {
    if (strange.isEmpty()) {
      return;
    }
    Files.createDirectories(layout.setAside());
    for (Path file : strange) {
      Files.move(file, layout.setAside().resolve(file.getFileName()), REPLACE_EXISTING);
    }
    log.warn(
        "{} files in the store are no versions, {} for example: moved to {}",
        strange.size(),
        Escaped.of(strange.peek()),
        layout.setAside());
  }
}
