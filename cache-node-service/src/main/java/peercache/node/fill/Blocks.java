package peercache.node.fill;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Buffers outside the heap in which pieces gather until it pays to write them: large writes at
 * multiples of their own size cost the file system a third of what writes cost that are as large as
 * what a socket has. Keeps a few of those that were given back. Thread-safe.
 */
final class Blocks {
  /** Divides each offset of a piece. */
  static final int BYTES = 128 * 1024;

  private static final int MAX_KEPT = 64;

  private final Queue<ByteBuffer> kept = new ArrayBlockingQueue<>(MAX_KEPT);

  /** An empty one; whoever does not give it back leaves it to the garbage collector. */
  ByteBuffer take() {
    var block = kept.poll();
    return block == null ? ByteBuffer.allocateDirect(BYTES) : block;
  }

  void giveBack(ByteBuffer block) {
    boolean _ = kept.offer(block.clear());
  }
}
