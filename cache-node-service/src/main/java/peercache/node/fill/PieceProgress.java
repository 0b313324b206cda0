package peercache.node.fill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import peercache.api.VersionId;
import peercache.node.store.PartialVersion;
import peercache.node.store.Sha256;

/**
 * One piece on its way, digested while it is written to its place. What one source began, another
 * can go on with. Used by one thread.
 */
final class PieceProgress {
  private final PartialVersion partial;
  private final int index;
  private final MessageDigest digest = Sha256.newDigest();
  private int received;
  private boolean right;

  PieceProgress(PartialVersion partial, int index) {
    this.partial = partial;
    this.index = index;
  }

  /** The position of the first byte that is missing. */
  long position() {
    return partial.manifest().offset(index) + received;
  }

  /** How many bytes are missing. */
  int missing() {
    return partial.manifest().length(index) - received;
  }

  void accept(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    digest.update(bytes.duplicate());
    partial.write(bytes, position());
    received += count;
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
