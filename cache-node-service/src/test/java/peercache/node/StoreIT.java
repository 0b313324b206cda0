package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static peercache.nodetest.Content.PIECE;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.VersionId;
import peercache.nodetest.Content;
import peercache.nodetest.TestNode;

/** What a node keeps, evicts, loses and finds again. */
class StoreIT extends NodeFixture {
  private Path whole(Content content) {
    return directory(content).resolve(content.id().hex());
  }

  private Path directory(Content content) {
    return data.resolve("store").resolve(content.id().hex().substring(0, 2));
  }

  private void hold(TestNode node, Content content) throws Exception {
    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());
    await().until(() -> Files.exists(whole(content)) && node.holdings().fillsInFlight() == 0);
  }

  @Test
  void goesOnSendingWhatWasEvictedMeanwhile() throws Exception {
    var big = origin.add(Content.random(40 * PIECE, 1));
    var next = origin.add(Content.random(30 * PIECE, 2));
    var node = start("peercache.node.capacity=50MB");
    hold(node, big);

    var answer = open(node.version(big));
    hold(node, next);
    assertThat(Files.exists(whole(big))).isFalse();

    assertThat(answer.body().readAllBytes()).isEqualTo(big.bytes());
    assertThat(registry.events).contains("removed " + big.id());
    assertThat(
            node.bean(io.micrometer.core.instrument.MeterRegistry.class)
                .get("peercache.node.evictions")
                .functionCounter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void evictsTheLastCopyInTheNetworkLastWhenSoConfigured() throws Exception {
    var last = origin.add(Content.random(4 * PIECE, 11));
    var elsewhere = origin.add(Content.random(4 * PIECE, 12));
    var node = start("peercache.node.capacity=10MB", "peercache.node.last-copies-last=true");
    hold(node, last);
    hold(node, elsewhere);
    for (int use = 0; use < 10; use++) {
      TestNode.get(node.version(elsewhere));
    }
    registry.lastCopies = Set.of(last.id());

    hold(node, origin.add(Content.random(4 * PIECE, 13)));

    assertThat(Files.exists(whole(last))).isTrue();
    assertThat(Files.exists(whole(elsewhere))).isFalse();
    assertThat(registry.events).contains("removed " + elsewhere.id());
  }

  @Test
  void neverTakesMoreThanItsCapacity() throws Exception {
    var node = start("peercache.node.capacity=10MB");
    var contents = new ArrayList<Content>();
    for (int i = 0; i < 40; i++) {
      contents.add(origin.add(Content.random(PIECE + 1000 * i, i)));
    }
    var most = new AtomicLong();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var content : contents) {
        var _ =
            threads.submit(() -> {
              var answer = TestNode.get(node.version(content));
              most.accumulateAndGet(node.holdings().usedBytes(), Math::max);
              return answer.statusCode();
            });
      }
    }
    await().until(() -> node.holdings().fillsInFlight() == 0);

    assertThat(most.get()).isBetween((long) PIECE, 10L * PIECE);
    assertThat(node.bytesOnDisk()).isLessThanOrEqualTo(10L * PIECE);
    assertThat(node.holdings().all()).isNotEmpty();
    assertThat(node.filesOnDisk())
        .containsExactlyInAnyOrderElementsOf(
            node.holdings().all().stream().map(held -> held.id().hex()).toList());
    assertThat(node.manifestsOnDisk())
        .containsExactlyInAnyOrderElementsOf(
            node.holdings().all().stream().map(held -> held.id().hex() + ".manifest").toList());
  }

  @Test
  void sendsBackWhoeverComesForAVersionThatVanished() throws Exception {
    var content = origin.add(Content.random(PIECE + 5, 1));
    hold(start(), content);
    var node = start();
    Files.delete(whole(content));

    var first = TestNode.get(node.version(content));
    var second = TestNode.get(node.version(content));

    for (var answer : List.of(first, second)) {
      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(answer.headers().firstValue("Location"))
          .hasValue(origin.uri() + "/files/a.bin?exclude=n1");
    }
    assertThat(registry.events).contains("removed " + content.id());
    await()
        .untilAsserted(
            () -> assertThat(TestNode.get(node.version(content)).statusCode()).isEqualTo(200));
  }

  @Test
  void doesNotServeAVersionThatWasTruncatedOnTheDisk() throws Exception {
    var content = origin.add(Content.random(PIECE + 5, 1));
    hold(start(), content);
    var node = start();
    try (var file = new RandomAccessFile(whole(content).toFile(), "rw")) {
      file.setLength(PIECE);
    }

    assertThat(TestNode.get(node.version(content)).statusCode()).isEqualTo(302);

    assertThat(whole(content)).doesNotExist();
  }

  @Test
  void setsAsideWhatIsNoVersion() throws Exception {
    var content = origin.add(Content.random(10, 1));
    hold(start(), content);
    var directory = directory(content);
    Files.writeString(directory.resolve("README"), "not ours");
    Files.createFile(directory.resolve(directory.getFileName() + "0".repeat(62)));
    String orphan = directory.getFileName() + "1".repeat(62);
    Files.createFile(directory.resolve(orphan + ".pieces"));
    Files.createFile(directory.resolve(orphan + ".partial"));
    Files.createFile(directory.resolve(directory.getFileName() + "2".repeat(62) + ".manifest"));
    Files.createFile(directory.resolve(content.id().hex() + ".pieces"));
    Files.createFile(directory.resolve(content.id().hex() + ".partial"));

    var node = start();

    assertThat(node.filesOnDisk()).containsExactly(content.id().hex());
    assertThat(node.manifestsOnDisk()).containsExactly(content.id().hex() + ".manifest");
    assertThat(data.resolve("set-aside").resolve("README")).hasContent("not ours");
    assertThat(node.holdings().all())
        .extracting(held -> held.id())
        .containsExactly(new VersionId(content.id().hex()));
  }

  @Test
  void oneProcessAtATimeUsesADataDirectory() {
    var _ = start();

    assertThatThrownBy(() -> TestNode.start("n2", data, origin.uri(), registry))
        .rootCause()
        .hasMessage("another cache node uses peercache.node.data-directory " + data);
  }

  @Test
  void keepsNothingOfAFillOnADiskThatBecameFull(@TempDir Path mountPoint) throws Exception {
    assumeTrue(isMounted(mountPoint), "mounting a small file system is not allowed here");
    try {
      var content = origin.add(Content.random(6 * PIECE, 1));
      var node = TestNode.start("n1", mountPoint.resolve("d"), origin.uri(), registry);
      try (node) {
        origin.allowUpTo(2 * PIECE);
        var answer = open(node.version(content));
        assertThat(answer.body().readNBytes(2 * PIECE)).isEqualTo(content.part(0, 2 * PIECE));
        fillUp(mountPoint.resolve("filler"));
        origin.allowAll();

        assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);

        await().until(() -> node.holdings().fillsInFlight() == 0);
        assertThat(node.filesOnDisk()).isEmpty();
        assertThat(node.manifestsOnDisk()).isEmpty();
        assertThat(node.count("peercache.node.fills", "outcome", "disk-failed")).isEqualTo(1);
        assertThat(TestNode.get(node.version(content)).statusCode()).isEqualTo(302);
        assertThat(node.count("peercache.node.fills", "outcome", "no-room-now")).isEqualTo(1);
      }
    } finally {
      run("umount", "-l", mountPoint.toString());
    }
  }

  @Test
  void whatRunsKeepsTheRoomThatItHasNotUsedYet(@TempDir Path mountPoint) throws Exception {
    assumeTrue(isMounted(mountPoint), "mounting a small file system is not allowed here");
    try {
      var first = origin.add(Content.random(7 * PIECE, 1));
      var second = origin.add(Content.random(7 * PIECE, 2));
      var node = TestNode.start("n1", mountPoint.resolve("d"), origin.uri(), registry);
      try (node) {
        origin.allowUpTo(PIECE);
        var answer = open(node.version(first));
        assertThat(answer.body().readNBytes(PIECE)).isEqualTo(first.part(0, PIECE));

        assertThat(TestNode.get(node.version(second)).statusCode()).isEqualTo(302);
        assertThat(node.count("peercache.node.fills", "outcome", "no-room-now")).isEqualTo(1);

        origin.allowAll();
        assertThat(answer.body().readAllBytes()).isEqualTo(first.part(PIECE, 7 * PIECE));
        await().until(() -> node.holdings().all().size() == 1);
        assertThat(TestNode.get(node.version(second)).body())
            .as("the first one may go for it now")
            .isEqualTo(second.bytes());
      }
    } finally {
      run("umount", "-l", mountPoint.toString());
    }
  }

  private static boolean isMounted(Path mountPoint) throws Exception {
    return run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", mountPoint.toString()) == 0;
  }

  private static void fillUp(Path file) {
    assertThatThrownBy(
            () -> {
              try (var output = Files.newOutputStream(file)) {
                while (true) {
                  output.write(new byte[64 * 1024]);
                }
              }
            })
        .isInstanceOf(IOException.class);
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException notInstalled) {
      return -1;
    }
  }
}
