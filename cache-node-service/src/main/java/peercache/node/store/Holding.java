package peercache.node.store;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;

/**
 * A whole version on the disk.
 *
 * @param size in bytes
 * @param modifiedSecond the version's last modification, in seconds since 1970
 * @param storedSecond when it came here, in seconds since 1970
 */
record Holding(long size, long modifiedSecond, long storedSecond) {
  /** As the file says. A file system without times of birth says that it came when it was made. */
  static Holding of(BasicFileAttributes file) {
    return new Holding(file.size(), second(file.lastModifiedTime()), second(file.creationTime()));
  }

  private static long second(FileTime time) {
    return time.to(TimeUnit.SECONDS);
  }
}
