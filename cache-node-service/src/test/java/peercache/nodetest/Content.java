package peercache.nodetest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import peercache.api.VersionId;
import peercache.content.Manifest;

/** A version's bytes, made up. */
@SuppressWarnings("ArrayRecordComponent")
public record Content(byte[] bytes, Manifest manifest) {
  public static final int PIECE = 1 << 20;
  public static final Instant LAST_MODIFIED = Instant.parse("2024-02-03T04:05:06Z");

  public static Content random(int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return of(bytes);
  }

  public static Content of(byte[] bytes) {
    List<VersionId> pieces = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += PIECE) {
      pieces.add(digest(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PIECE))));
    }
    return new Content(
        bytes, new Manifest(digest(bytes), bytes.length, PIECE, LAST_MODIFIED, pieces));
  }

  public VersionId id() {
    return manifest.id();
  }

  public byte[] part(int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static VersionId digest(byte[] bytes) {
    try {
      return VersionId.of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
