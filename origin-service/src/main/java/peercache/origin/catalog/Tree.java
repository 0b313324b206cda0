package peercache.origin.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;

/**
 * The served directory on disk. No symbolic link is followed, neither to a file nor to a directory,
 * and what is Peercache's own in it is not there.
 */
final class Tree {
  /** What is under a path. */
  sealed interface Entry {
    record RegularFile(Path location, Stat stat) implements Entry {}

    record Directory(Path location) implements Entry {}

    record Nothing() implements Entry {}
  }

  private static final Entry NOTHING = new Entry.Nothing();

  private final Path root;

  /**
   * @param root as a real path
   */
  Tree(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  Path locate(FilePath path) {
    return root.resolve(path.value());
  }

  /** The path that names a location, or null if its name cannot be said: it is no UTF-8, say. */
  @Nullable FilePath pathOf(Path location) {
    try {
      var path = new FilePath(root.relativize(location).toString());
      return locate(path).equals(location) ? path : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  Entry look(FilePath path) throws IOException {
    if (OwnNames.hide(path)) {
      return NOTHING;
    }
    String name = path.value();
    for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
      var parent = attributes(root.resolve(name.substring(0, slash)));
      if (parent == null || !parent.isDirectory()) {
        return NOTHING;
      }
    }
    Path location = locate(path);
    var attributes = attributes(location);
    if (attributes == null) {
      return NOTHING;
    }
    if (attributes.isRegularFile()) {
      return new Entry.RegularFile(location, Stat.of(attributes));
    }
    return attributes.isDirectory() ? new Entry.Directory(location) : NOTHING;
  }

  private static @Nullable BasicFileAttributes attributes(Path location) throws IOException {
    try {
      return Files.readAttributes(location, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    } catch (java.nio.file.FileSystemException e) {
      // "Not a directory" and the like: a race with whoever changes the tree.
      if (Files.notExists(location, LinkOption.NOFOLLOW_LINKS)) {
        return null;
      }
      throw e;
    }
  }
}
