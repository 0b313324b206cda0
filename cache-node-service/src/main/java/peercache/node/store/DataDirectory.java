package peercache.node.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The node's directory, locked against any other process for as long as it is open. */
final class DataDirectory implements AutoCloseable {
  private final StoreLayout layout;
  private final FileChannel lock;

  /**
   * @throws DataDirectoryInUseException if another process uses the directory
   */
  DataDirectory(Path path) {
    layout = new StoreLayout(path.toAbsolutePath().normalize());
    try {
      Files.createDirectories(layout.data());
      lock = FileChannel.open(layout.lock(), CREATE, WRITE);
      if (!isLocked(lock)) {
        lock.close();
        throw new DataDirectoryInUseException(layout.data());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot use peercache.node.data-directory " + layout.data() + ": " + e, e);
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      // Held until the channel is closed, or the process ends in whatever way.
      return isHeld(channel.tryLock());
    } catch (OverlappingFileLockException sameProcess) {
      return false;
    }
  }

  private static boolean isHeld(@Nullable Object fileLock) {
    return fileLock != null;
  }

  StoreLayout layout() {
    return layout;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
