package peercache.content;

import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A file's bytes in memory, of any size, for as long as somebody holds on to them: also after the
 * file was renamed or unlinked. Thread-safe.
 */
public final class MappedBytes {
  /**
   * Unmapping at once costs a handshake with every thread, several times what mapping costs. What
   * is not larger than this is left to the garbage collector instead; so little disk space stays
   * taken by unlinked files until it runs.
   */
  private static final long LEFT_TO_COLLECTOR = 64 * 1024;

  private final MemorySegment segment;

  /** The same bytes where one buffer can hold them: cheaper to slice than the segment. */
  private final @Nullable ByteBuffer buffer;

  private final @Nullable Arena arena;
  private final @Nullable FileChannel file;
  private final AtomicInteger holds = new AtomicInteger(1);

  /**
   * @param arena closed at the last release; null if the collector unmaps
   * @param file closed at the last release
   */
  private MappedBytes(MemorySegment segment, @Nullable Arena arena, @Nullable FileChannel file) {
    this.segment = segment;
    this.buffer = segment.byteSize() <= Integer.MAX_VALUE ? segment.asByteBuffer() : null;
    this.arena = arena;
    this.file = file;
  }

  /**
   * Opens and maps the whole file for reading. The caller has the first hold.
   *
   * @return null if it has another size
   */
  public static @Nullable MappedBytes open(Path path, long size) throws IOException {
    var channel = FileChannel.open(path, READ);
    MappedBytes opened = null;
    try {
      if (channel.size() == size) {
        opened = of(channel, size, channel);
      }
      return opened;
    } finally {
      if (opened == null || opened.file == null) {
        channel.close();
      }
    }
  }

  /**
   * Maps the whole file for reading; the channel stays the caller's. The caller has the first hold.
   */
  public static MappedBytes of(FileChannel channel, long size) throws IOException {
    return of(channel, size, null);
  }

  private static MappedBytes of(FileChannel channel, long size, @Nullable FileChannel kept)
      throws IOException {
    if (size <= LEFT_TO_COLLECTOR) {
      var segment = channel.map(MapMode.READ_ONLY, 0, size, Arena.ofAuto());
      return new MappedBytes(segment, null, null);
    }
    var arena = Arena.ofShared();
    try {
      return new MappedBytes(channel.map(MapMode.READ_ONLY, 0, size, arena), arena, kept);
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  /**
   * @return whether the bytes can be used, until {@link #release}; false once the last hold is gone
   */
  public boolean retain() {
    int count = holds.get();
    while (count > 0) {
      if (holds.compareAndSet(count, count + 1)) {
        return true;
      }
      count = holds.get();
    }
    return false;
  }

  public void release() {
    if (holds.decrementAndGet() == 0) {
      close();
    }
  }

  private void close() {
    if (arena != null) {
      arena.close();
    }
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** All of them as a body; closing it is the {@link #release} of one hold. */
  public Body body() {
    return new MappedBody(this, segment.byteSize());
  }

  private record MappedBody(MappedBytes bytes, long size) implements Body {
    @Override
    public long readable(long position) {
      return size - position;
    }

    @Override
    public ByteBuffer read(long position, int max) {
      return bytes.slice(position, max);
    }

    @Override
    public @Nullable ByteBuffer whole() {
      return size <= Integer.MAX_VALUE ? bytes.slice(0, (int) size) : null;
    }

    /** Only of bytes that are many enough to be sent by the kernel. */
    @Override
    public @Nullable FileChannel file() {
      return bytes.file;
    }

    @Override
    public void close() {
      bytes.release();
    }
  }

  /** Bytes without a copy; valid while the caller has a hold. */
  public ByteBuffer slice(long position, int length) {
    return buffer != null
        ? buffer.slice((int) position, length)
        : segment.asSlice(position, length).asByteBuffer();
  }
}
