package peercache.origin.catalog;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.FilePath;
import peercache.edge.Escaped;

/** Compares the catalogue with the whole directory on disk. Used by one thread. */
final class DirectoryScan {
  private static final Logger LOG = LoggerFactory.getLogger(DirectoryScan.class);

  private final Catalog catalog;
  private final String ownUploads;
  private final Complaints complaints = new Complaints();

  /**
   * @param ownUploads how the names of this run's uploads begin; those of others are leftovers
   */
  DirectoryScan(Catalog catalog, String ownUploads) {
    this.catalog = catalog;
    this.ownUploads = ownUploads;
  }

  /**
   * @param entered told of each directory before its entries are looked at
   */
  void all(Consumer<Path> entered) throws IOException {
    if (!Files.isDirectory(catalog.root())) {
      throw new NoSuchFileException(catalog.root().toString());
    }
    var gone = new HashSet<>(catalog.index().paths());
    Files.walkFileTree(catalog.root(), new Visitor(entered, gone));
    for (FilePath path : gone) {
      catalog.examine(path);
    }
  }

  /** Adds what is in a directory that has just appeared. */
  void added(Path directory, Consumer<Path> entered) throws IOException {
    Files.walkFileTree(directory, new Visitor(entered, new HashSet<>()));
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Consumer<Path> entered;
    private final Set<FilePath> notSeen;

    Visitor(Consumer<Path> entered, Set<FilePath> notSeen) {
      this.entered = entered;
      this.notSeen = notSeen;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (!directory.equals(catalog.root()) && named(directory) == null) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      complaints.solved(directory);
      entered.accept(directory);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile()) {
        var path = named(file);
        if (path != null) {
          notSeen.remove(path);
          noteIfNew(path, attributes);
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      if (Files.exists(file) && complaints.isNew(file)) {
        LOG.warn("{} cannot be read and is not served: {}", Escaped.of(file), Escaped.of(e));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
      if (e != null && complaints.isNew(directory)) {
        LOG.warn("{} cannot be read to its end: {}", Escaped.of(directory), Escaped.of(e));
      }
      return FileVisitResult.CONTINUE;
    }
  }

  /** The path of an entry that is to be seen, or null. */
  private @Nullable FilePath named(Path location) {
    String name = String.valueOf(location.getFileName());
    if (name.startsWith(OwnNames.UPLOAD_PREFIX) && !name.startsWith(ownUploads)) {
      removeLeftover(location);
      return null;
    }
    var path = catalog.pathOf(location);
    if (path == null && complaints.isNew(location)) {
      LOG.warn(
          "{} is not served: its name is not UTF-8, too long or holds control characters",
          Escaped.of(location));
    }
    return path == null || OwnNames.hide(path) ? null : path;
  }

  private static void removeLeftover(Path upload) {
    try {
      Files.deleteIfExists(upload);
      LOG.info("Removed the unfinished upload {}", Escaped.of(upload));
    } catch (IOException e) {
      LOG.warn("The unfinished upload {} cannot be removed: {}", Escaped.of(upload), Escaped.of(e));
    }
  }

  private void noteIfNew(FilePath path, BasicFileAttributes attributes) throws IOException {
    var known = catalog.index().get(path);
    if (known == null || !known.isSettled() || !known.stat().equals(Stat.of(attributes))) {
      catalog.examine(path);
    }
  }
}
