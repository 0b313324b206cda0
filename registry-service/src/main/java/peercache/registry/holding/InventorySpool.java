package peercache.registry.holding;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * The versions of one inventory, on disk between the network and the database: neither a
 * transaction nor memory waits for a node that sends slowly. 40 bytes a version.
 */
final class InventorySpool implements Closeable {
  private static final int DIGEST_BYTES = 32;
  private static final int BATCH = 5_000;

  private final Path file;
  private final DataOutputStream out;
  private long count;

  InventorySpool() throws IOException {
    file = Files.createTempFile("peercache-inventory-", ".spool");
    out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
  }

  void add(byte[] sha256, long size) throws IOException {
    out.write(sha256);
    out.writeLong(size);
    count++;
  }

  long count() {
    return count;
  }

  /** Gives back what was added, a bounded batch at a time; the batch is used again. */
  void forEachBatch(Consumer<VersionBatch> consumer) throws IOException {
    out.flush();
    var batch = new VersionBatch(BATCH);
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      for (long i = 0; i < count; i++) {
        batch.add(in.readNBytes(DIGEST_BYTES), in.readLong());
        if (batch.isFull()) {
          consumer.accept(batch);
          batch.clear();
        }
      }
    }
    if (!batch.isEmpty()) {
      consumer.accept(batch);
    }
  }

  @Override
  public void close() throws IOException {
    try (out) {
      Files.deleteIfExists(file);
    }
  }
}
