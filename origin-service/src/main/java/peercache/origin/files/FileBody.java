package peercache.origin.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jspecify.annotations.Nullable;
import peercache.content.Body;
import peercache.origin.catalog.CatalogFile;

/**
 * The bytes of a file in one state. The owner may change it at any time, so it is not mapped, and
 * each part that was read is given out only if the file is still in that state afterwards.
 */
final class FileBody implements Body {
  /** The largest buffer that the server's pool keeps. */
  private static final int BUFFER_BYTES = 64 << 10;

  private final CatalogFile file;
  private final FileChannel channel;
  private final ByteBufferPool pool;
  private RetainableByteBuffer.@Nullable Mutable buffer;

  private FileBody(CatalogFile file, FileChannel channel, ByteBufferPool pool) {
    this.file = file;
    this.channel = channel;
    this.pool = pool;
  }

  /** Nothing if the file is no longer in the state that the catalogue told. */
  static Optional<FileBody> open(CatalogFile file, ByteBufferPool pool) throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(file.location(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (file.stat().isStateOf(file.location())) {
      return Optional.of(new FileBody(file, channel, pool));
    }
    channel.close();
    return Optional.empty();
  }

  @Override
  public long readable(long position) {
    return file.stat().size() - position;
  }

  @Override
  public ByteBuffer read(long position, int max) throws IOException {
    var bytes = buffer(max).getByteBuffer();
    bytes.clear().limit(Math.min(bytes.capacity(), max));
    int count = channel.read(bytes, position);
    if (count <= 0) {
      throw new IOException(file.path() + " became shorter while it was sent");
    }
    requireUnchanged();
    return bytes.flip();
  }

  private RetainableByteBuffer.Mutable buffer(int max) {
    var existing = buffer;
    if (existing == null) {
      existing = pool.acquire(Math.min(max, BUFFER_BYTES), true);
      buffer = existing;
    }
    return existing;
  }

  /**
   * A file that was replaced or removed by name stays whole for those who have it open. One that
   * was written in place does not; only growth is harmless, and only where no digest was promised.
   */
  private void requireUnchanged() throws IOException {
    long sizeNow = channel.size();
    boolean whole =
        file.isSettled()
            ? sizeNow == file.stat().size() && !isWrittenInPlace()
            : sizeNow > file.stat().size()
                || (sizeNow == file.stat().size() && !isWrittenInPlace());
    if (!whole) {
      throw new IOException(file.path() + " was changed while it was sent");
    }
  }

  private boolean isWrittenInPlace() throws IOException {
    try {
      var now =
          Files.readAttributes(
              file.location(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return Objects.equals(now.fileKey(), file.stat().key())
          && !now.lastModifiedTime().equals(file.stat().modified());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
