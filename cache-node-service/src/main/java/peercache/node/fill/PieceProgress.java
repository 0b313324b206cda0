package peercache.node.fill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import peercache.api.VersionId;
import peercache.node.store.PartialVersion;
import peercache.node.store.Sha256;

/**
 * One piece on its way, digested while it is written to its place, a block at a time. What one
 * source began, another can go on with, in the middle of a block too. Used by one thread.
 */
final class PieceProgress {
  private final PartialVersion partial;
  private final int index;
  private final Blocks blocks;
  private final MessageDigest digest = Sha256.newDigest();

  /** What came since the last write; null between blocks. */
  private @Nullable ByteBuffer block;

  private int received;
  private boolean right;

  PieceProgress(PartialVersion partial, int index, Blocks blocks) {
    this.partial = partial;
    this.index = index;
    this.blocks = blocks;
  }

  /** The position of the first byte that is missing. */
  long position() {
    return partial.manifest().offset(index) + received;
  }

  /** How many bytes are missing. */
  int missing() {
    return partial.manifest().length(index) - received;
  }

  /** Where the next bytes are to be put, as many as fit and are missing; at least one is. */
  ByteBuffer room() {
    var room = block;
    if (room == null) {
      room = blocks.take();
      block = room;
    }
    return room.limit(Math.min(room.capacity(), room.position() + missing()));
  }

  /**
   * So many bytes were put there.
   *
   * @throws IOException if they cannot be written
   */
  void accept(int count) throws IOException {
    received += count;
    var full = block;
    if (full != null && (full.position() == full.capacity() || missing() == 0)) {
      block = null;
      full.flip();
      long position = position() - full.remaining();
      digest.update(full.duplicate());
      partial.write(full, position);
      blocks.giveBack(full);
    }
  }

  /** Whether all bytes, being written, are right; if not, the piece begins again. */
  boolean isRight() {
    if (!right) {
      right = VersionId.of(digest.digest()).equals(partial.manifest().pieces().get(index));
    }
    if (!right) {
      received = 0;
    }
    return right;
  }
}
