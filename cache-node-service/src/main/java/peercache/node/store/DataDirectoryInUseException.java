package peercache.node.store;

import java.nio.file.Path;

/** Another process keeps its versions in the same directory. */
final class DataDirectoryInUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DataDirectoryInUseException(Path directory) {
    super("another cache node uses peercache.node.data-directory " + directory);
  }
}
