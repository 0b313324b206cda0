package peercache.node.store;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.VersionId;

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

  private final Queue<Path> beside = new ConcurrentLinkedQueue<>();
  private final Queue<Path> strange = new ConcurrentLinkedQueue<>();

  private StoreScan(StoreLayout layout) {
    this.layout = layout;
  }

  static StoreScan of(StoreLayout layout) throws IOException {
    var scan = new StoreScan(layout);
    layout.createDirectories().parallelStream().forEach(scan::visitDirectory);
    scan.dropLonePartials();
    scan.dropUnneeded();
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
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        visit(prefix, file, Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + directory, e);
    }
  }

  private void visit(String prefix, Path file, BasicFileAttributes attributes) {
    String name = file.getFileName().toString();
    String hex = name.substring(0, Math.min(DIGITS, name.length()));
    boolean ours =
        attributes.isRegularFile() && VersionId.isVersionId(hex) && hex.startsWith(prefix);
    if (!ours) {
      strange.add(file);
      return;
    }
    var id = new VersionId(hex);
    switch (name.substring(DIGITS)) {
      case "" -> visitWhole(file, id, attributes);
      case StoreLayout.PARTIAL -> partial.put(id, attributes.size());
      case StoreLayout.MANIFEST, StoreLayout.PIECES -> beside.add(file);
      default -> strange.add(file);
    }
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
      if (whole.containsKey(id) || !Files.exists(layout.manifest(id))) {
        layout.deletePartial(id);
        partial.remove(id);
      }
    }
  }

  private void dropUnneeded() throws IOException {
    for (Path file : beside) {
      if (!partial.containsKey(new VersionId(file.getFileName().toString().substring(0, DIGITS)))) {
        Files.deleteIfExists(file);
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
        strange.peek(),
        layout.setAside());
  }
}
