package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.nodetest.TestNode;

/** What is left of a fill that ended before its time, or of a node that was started again. */
class FillResumeIT extends FillFixture {
  @Test
  void resumesWhatAFillThatGaveUpHadVerified() throws Exception {
    var node = start("peercache.node.fill.give-up-after=1s");
    origin.allowUpTo(2 * PIECE);
    assertThatThrownBy(() -> TestNode.get(node.version(content))).isInstanceOf(IOException.class);
    await().until(() -> node.holdings().fillsInFlight() == 0);
    origin.allowAll();

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());

    assertThat(origin.manifests.get()).isEqualTo(1);
    assertThat(origin.asked.stream().filter(ask -> startsAt(ask.headers().get("range"), 0)))
        .hasSize(1);
  }

  @Test
  void stopsWhenNobodyHasWaitedForLong() throws Exception {
    var node = start("peercache.node.fill.linger=200ms");
    origin.allowUpTo(PIECE);

    var answer = TestNode.get(node.version(content), "Range", "bytes=0-9");

    assertThat(answer.body()).isEqualTo(content.part(0, 10));
    await().until(() -> node.holdings().fillsInFlight() == 0);
    assertThat(node.count("peercache.node.fills", "outcome", "stopped")).isEqualTo(1);
    assertThat(node.filesOnDisk()).contains(content.id().hex() + ".partial");
  }

  @Test
  void aRestartResumesWithThePiecesThatAreStillRight(@TempDir Path crashed) throws Exception {
    var node = start();
    origin.allowUpTo(4 * PIECE);
    var answer = open(node.version(content));
    assertThat(answer.body().readNBytes(4 * PIECE)).hasSize(4 * PIECE);
    copyAsIfKilled(data, crashed);
    answer.body().close();
    origin.allowAll();
    await().until(() -> node.holdings().fillsInFlight() == 0);
    corrupt(crashed, PIECE + 77);
    origin.asked.clear();
    origin.conveyed.set(0);

    try (var restarted = TestNode.start("n1", crashed, origin.uri(), registry)) {
      assertThat(TestNode.get(restarted.version(content)).body()).isEqualTo(content.bytes());
      assertThat(restarted.count("peercache.node.pieces.rejected")).isEqualTo(1);
    }

    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length - 3L * PIECE);
    assertThat(origin.asked).anyMatch(ask -> startsAt(ask.headers().get("range"), PIECE));
  }

  @Test
  void aRestartFindsWholeVersionsAgainWithTheirDates() throws Exception {
    var node = start();
    TestNode.get(node.version(content));
    await().until(() -> node.filesOnDisk().size() == 1);
    var before = TestNode.get(node.version(content));
    node.close();
    long conveyed = origin.conveyed.get();

    var after = TestNode.get(start().version(content));

    assertThat(after.body()).isEqualTo(content.bytes());
    assertThat(after.headers().firstValue("Cache-Status")).hasValue("n1; hit");
    for (var header : List.of("ETag", "Last-Modified", "Repr-Digest")) {
      assertThat(after.headers().firstValue(header))
          .isPresent()
          .isEqualTo(before.headers().firstValue(header));
    }
    assertThat(after.headers().firstValue("Last-Modified"))
        .hasValue("Sat, 03 Feb 2024 04:05:06 GMT");
    assertThat(origin.conveyed.get()).isEqualTo(conveyed);
  }

  private static boolean startsAt(@Nullable String range, long position) {
    return range != null && range.startsWith("bytes=" + position + "-");
  }

  private static void copyAsIfKilled(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.toList()) {
        var target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private void corrupt(Path directory, long position) throws IOException {
    String hex = content.id().hex();
    var partial = directory.resolve("store").resolve(hex.substring(0, 2)).resolve(hex + ".partial");
    try (var file = new RandomAccessFile(partial.toFile(), "rw")) {
      file.seek(position);
      int octet = file.read();
      file.seek(position);
      file.write(octet ^ 1);
    }
  }
}
