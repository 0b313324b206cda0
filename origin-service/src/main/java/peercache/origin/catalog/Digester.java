package peercache.origin.catalog;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import peercache.api.VersionId;

/** Computes the digest of the whole and of each piece in one pass. Used by one thread. */
public final class Digester {
  private static final int DIGEST_BYTES = 32;

  private final int pieceSize;
  private final MessageDigest whole = sha256();
  private final MessageDigest piece = sha256();
  private final byte[] digest = new byte[DIGEST_BYTES];
  private final ByteArrayOutputStream pieces = new ByteArrayOutputStream(DIGEST_BYTES);
  private long size;
  private int inPiece;

  public Digester(int pieceSize) {
    this.pieceSize = pieceSize;
  }

  /** Takes all remaining bytes. */
  public void update(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      int count = Math.min(bytes.remaining(), pieceSize - inPiece);
      whole.update(bytes.slice(bytes.position(), count));
      piece.update(bytes.slice(bytes.position(), count));
      bytes.position(bytes.position() + count);
      size += count;
      inPiece += count;
      if (inPiece == pieceSize) {
        endPiece();
      }
    }
  }

  /** Ends the computation; the digester is of no use afterwards. */
  public Digests finish() {
    if (inPiece > 0) {
      endPiece();
    }
    return new Digests(VersionId.of(whole.digest()), size, pieceSize, pieces.toByteArray());
  }

  private void endPiece() {
    try {
      piece.digest(digest, 0, DIGEST_BYTES);
    } catch (DigestException e) {
      throw new AssertionError("a SHA-256 has 32 bytes", e);
    }
    pieces.write(digest, 0, DIGEST_BYTES);
    inPiece = 0;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
