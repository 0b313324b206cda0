package peercache.origin.catalog;

import peercache.api.VersionId;

/** What a version is, by its bytes. Immutable. */
public final class Digests {
  private final VersionId id;
  private final long size;
  private final int pieceSize;
  private final byte[] pieceHashes;

  /**
   * @param pieceHashes the SHA-256 of each piece, 32 bytes each, one after the other; not copied
   */
  Digests(VersionId id, long size, int pieceSize, byte[] pieceHashes) {
    this.id = id;
    this.size = size;
    this.pieceSize = pieceSize;
    this.pieceHashes = pieceHashes;
  }

  public VersionId id() {
    return id;
  }

  public long size() {
    return size;
  }

  public int pieceSize() {
    return pieceSize;
  }

  byte[] pieceHashes() {
    return pieceHashes;
  }
}
