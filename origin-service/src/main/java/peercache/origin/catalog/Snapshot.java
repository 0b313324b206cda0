package peercache.origin.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A file's state as exactly as the kernel tells it: unlike {@code modified}, {@code changed} cannot
 * be set by hand, so that two equal snapshots mean that nothing was written between them.
 */
public record Snapshot(Stat stat, FileTime changed, long inode) {
  /** Reads the state of {@code location} itself, never of what a symbolic link points to. */
  public static Snapshot read(Path location) throws IOException {
    var all =
        Files.readAttributes(
            location, "unix:size,lastModifiedTime,fileKey,ctime,ino", LinkOption.NOFOLLOW_LINKS);
    var stat =
        new Stat(size(all.get("size")), time(all.get("lastModifiedTime")), all.get("fileKey"));
    return new Snapshot(stat, time(all.get("ctime")), size(all.get("ino")));
  }

  long modifiedNanos() {
    return stat.modified().to(TimeUnit.NANOSECONDS);
  }

  private static long size(@Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw new IllegalStateException("the file system tells no number: " + value);
  }

  private static FileTime time(@Nullable Object value) {
    if (value instanceof FileTime time) {
      return time;
    }
    throw new IllegalStateException("the file system tells no time: " + value);
  }
}
