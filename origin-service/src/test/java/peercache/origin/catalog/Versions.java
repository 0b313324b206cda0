package peercache.origin.catalog;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import peercache.api.VersionId;
import peercache.content.Manifest;

/** Versions of any size, for tests that look at no byte of them. */
public final class Versions {
  private Versions() {}

  public static Version ofSize(long size) {
    int pieceSize = Manifest.pieceSizeFor(size);
    byte[] hashes = new byte[Math.toIntExact(Math.ceilDiv(size, (long) pieceSize)) * 32];
    ThreadLocalRandom.current().nextBytes(hashes);
    var id = new VersionId("0123456789abcdef".repeat(4));
    return new Version(new Digests(id, size, pieceSize, hashes), Instant.EPOCH);
  }
}
