package peercache.registry.holding;

import java.util.Arrays;
import java.util.List;
import peercache.api.HeldVersion;

/** Versions as the columns that {@code unnest} takes. */
final class VersionBatch {
  private final byte[][] digests;
  private final long[] sizes;
  private int count;

  VersionBatch(int capacity) {
    digests = new byte[capacity][];
    sizes = new long[capacity];
  }

  static VersionBatch of(List<HeldVersion> versions) {
    var batch = new VersionBatch(versions.size());
    versions.forEach(version -> batch.add(version.id().sha256(), version.size()));
    return batch;
  }

  void add(byte[] sha256, long size) {
    digests[count] = sha256;
    sizes[count++] = size;
  }

  void clear() {
    count = 0;
  }

  boolean isFull() {
    return count == digests.length;
  }

  boolean isEmpty() {
    return count == 0;
  }

  byte[][] digests() {
    return Arrays.copyOf(digests, count);
  }

  long[] sizes() {
    return Arrays.copyOf(sizes, count);
  }
}
