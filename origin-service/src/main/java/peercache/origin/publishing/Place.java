package peercache.origin.publishing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The directory of a file that is to be published, made where it is missing, through no symbolic
 * link.
 */
final class Place {
  /** Something that is no directory stands where one is needed. */
  static final class InTheWayException extends IOException {
    private static final long serialVersionUID = 1;

    InTheWayException(String message) {
      super(message);
    }
  }

  private final Path directory;
  private final List<Path> made;

  private Place(Path directory, List<Path> made) {
    this.directory = directory;
    this.made = made;
  }

  Path directory() {
    return directory;
  }

  /**
   * @param root an existing directory
   * @param target under it
   */
  static Place prepare(Path root, Path target) throws IOException {
    var made = new ArrayList<Path>();
    Path directory = root;
    for (Path name : root.relativize(target)) {
      Path next = directory.resolve(name);
      if (next.equals(target)) {
        break;
      }
      enter(root, next, made);
      directory = next;
    }
    return new Place(directory, made);
  }

  private static void enter(Path root, Path directory, List<Path> made) throws IOException {
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      try {
        Files.createDirectory(directory);
        made.add(directory);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
          var fault = new InTheWayException(root.relativize(directory) + " is no directory");
          fault.initCause(e);
          throw fault;
        }
      }
    }
  }

  /** Makes sure that a change of a name survives a power failure. */
  static void force(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Durable as well: the names of the directories that were made. */
  void force() throws IOException {
    force(directory);
    for (Path child : made) {
      var parent = child.getParent();
      if (parent != null) {
        force(parent);
      }
    }
  }

  /** Removes what was made for nothing, as far as nobody uses it meanwhile. */
  void undo() throws IOException {
    for (Path child : made.reversed()) {
      try {
        Files.deleteIfExists(child);
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        return;
      }
    }
  }
}
