package peercache.node.store;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.concurrent.atomic.AtomicInteger;

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

  private final Arena arena;
  private final boolean closeable;
  private final MemorySegment segment;
  private final AtomicInteger holds = new AtomicInteger(1);

  private MappedBytes(Arena arena, boolean closeable, MemorySegment segment) {
    this.arena = arena;
    this.closeable = closeable;
    this.segment = segment;
  }

  /**
   * Maps the whole file for reading; the channel may be closed afterwards. The caller has the first
   * hold.
   */
  static MappedBytes of(FileChannel channel, long size) throws IOException {
    boolean closeable = size > LEFT_TO_COLLECTOR;
    var arena = closeable ? Arena.ofShared() : Arena.ofAuto();
    try {
      return new MappedBytes(arena, closeable, channel.map(MapMode.READ_ONLY, 0, size, arena));
    } catch (IOException | RuntimeException e) {
      if (closeable) {
        arena.close();
      }
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
    if (holds.decrementAndGet() == 0 && closeable) {
      arena.close();
    }
  }

  /** Bytes without a copy; valid while the caller has a hold. */
  public ByteBuffer slice(long position, int length) {
    return segment.asSlice(position, length).asByteBuffer();
  }
}
