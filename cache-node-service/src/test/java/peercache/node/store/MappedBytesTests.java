package peercache.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.VersionId;
import peercache.content.MappedBytes;

class MappedBytesTests {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {5L << 30, 110L << 30})
  void readsAFileThatNoBufferHolds(long size) throws Exception {
    var path = sparse(size);
    var bytes = Objects.requireNonNull(MappedBytes.open(path, size));
    var holding = new Holding(size, Instant.EPOCH.getEpochSecond(), 0);
    var version = new StoredVersion(new VersionId("0f".repeat(32)), holding, bytes);

    try (var body = version.body()) {
      assertThat(text(body.read(0, 5))).isEqualTo("first");
      assertThat(text(body.read(4L << 30, 10))).isEqualTo("over 4 GiB");
      assertThat(text(body.read(size - 4, 4))).isEqualTo("last");
      assertThat(body.readable(4L << 30)).isEqualTo(size - (4L << 30));
      assertThat(body.whole()).isNull();
      assertThat(Objects.requireNonNull(body.file()).size()).isEqualTo(size);
    }
    assertThat(bytes.retain()).isFalse();
  }

  @Test
  void isServedToItsEndAfterItWasUnlinked() throws Exception {
    var path = sparse(5L << 30);
    var bytes = Objects.requireNonNull(MappedBytes.open(path, 5L << 30));

    Files.delete(path);

    assertThat(text(bytes.slice((5L << 30) - 4, 4))).isEqualTo("last");
    bytes.release();
  }

  @Test
  void aFileOfAnotherSizeIsNotOpened() throws Exception {
    assertThat(MappedBytes.open(sparse(5L << 30), 5)).isNull();
  }

  private Path sparse(long size) throws Exception {
    var path = directory.resolve("large");
    try (var file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap("first".getBytes(StandardCharsets.US_ASCII)), 0);
      file.write(ByteBuffer.wrap("over 4 GiB".getBytes(StandardCharsets.US_ASCII)), 4L << 30);
      file.write(ByteBuffer.wrap("last".getBytes(StandardCharsets.US_ASCII)), size - 4);
    }
    return path;
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.US_ASCII.decode(bytes).toString();
  }
}
