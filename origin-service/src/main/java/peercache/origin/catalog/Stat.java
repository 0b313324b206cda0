package peercache.origin.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * What tells one state of a file from another without reading it.
 *
 * @param size in bytes
 * @param modified as precise as the file system knows it
 * @param key device and inode
 */
public record Stat(long size, FileTime modified, @Nullable Object key) {
  static Stat of(BasicFileAttributes attributes) {
    return new Stat(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
  }

  /** Whether the file is still in this state; one system call. */
  public boolean isStateOf(Path location) throws IOException {
    try {
      var now =
          Files.readAttributes(location, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return now.isRegularFile() && equals(of(now));
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
