package peercache.origin.catalog;

import java.nio.file.Path;
import java.util.UUID;

/** Names the uploads of this run, so that those of earlier runs are known as leftovers. */
public final class UploadNames {
  private final String prefix = OwnNames.UPLOAD_PREFIX + UUID.randomUUID() + "-";

  String prefix() {
    return prefix;
  }

  /** A fresh, hidden name in a directory. */
  public Path in(Path directory) {
    return directory.resolve(prefix + UUID.randomUUID());
  }
}
