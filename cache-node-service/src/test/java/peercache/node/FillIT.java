package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedOrigin;
import peercache.nodetest.ScriptedOrigin.Fault;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.TestNode;

/** What a fill does for its callers, whatever the origin, the registry and the disk do. */
class FillIT {
  @TempDir Path data;

  private final ScriptedOrigin origin = new ScriptedOrigin();
  private final ScriptedRegistry registry = new ScriptedRegistry();
  private final Content content = origin.publish("a.bin", Content.random(5 * PIECE + 123, 1));
  private @Nullable TestNode node;

  private TestNode start(String... settings) {
    node = TestNode.start("n1", data, origin.uri(), registry, settings);
    return node;
  }

  @AfterEach
  void stop() {
    origin.allowAll();
    if (node != null) {
      node.close();
    }
    origin.close();
  }

  @Test
  void conveysAFileOnceForTwoHundredColdCallers() throws Exception {
    var node = start();
    List<Callable<HttpResponse<byte[]>>> callers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      callers.add(() -> TestNode.get(node.version(content)));
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var answer : threads.invokeAll(callers)) {
        assertThat(answer.get().statusCode()).isEqualTo(200);
        assertThat(answer.get().body()).isEqualTo(content.bytes());
      }
    }

    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length);
    assertThat(origin.manifests.get()).isEqualTo(1);
    await().until(() -> node.filesOnDisk().equals(List.of(content.id().hex())));
    assertThat(node.count("peercache.node.fills", "outcome", "filled")).isEqualTo(1);
    assertThat(node.count("peercache.node.requests", "outcome", "miss")).isEqualTo(1);
  }

  @Test
  void announcesAWholeVersionBeforeItEndsTheFill() throws Exception {
    var node = start();

    TestNode.get(node.version(content));

    await().until(() -> registry.events.size() == 2);
    assertThat(registry.events).containsExactly("added " + content.id(), "end " + content.id());
    assertThat(origin.asked)
        .filteredOn(ask -> ask.headers().containsKey("range"))
        .allSatisfy(ask -> {
          assertThat(ask.headers()).containsEntry("peercache-fill-token", "1");
          assertThat(ask.headers()).containsEntry("authorization", "Bearer " + TestNode.KEY);
        });
  }

  @Test
  void sendsHeadersAtOnceAndAnyRangeAsItArrives() throws Exception {
    var node = start();
    origin.allowUpTo(0);

    var whole = open(node.version(content));
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.headers().firstValue("ETag")).hasValue("\"sha-256-" + content.id() + "\"");
    assertThat(whole.headers().firstValue("Cache-Status")).hasValue("n1; fwd=miss; stored");
    var part = open(node.version(content), "Range", "bytes=2097152-2097161");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.headers().firstValue("Cache-Status"))
        .hasValue("n1; fwd=miss; collapsed; stored");

    origin.allowUpTo(3 * PIECE);
    assertThat(part.body().readAllBytes()).isEqualTo(content.part(2 * PIECE, 2 * PIECE + 10));
    assertThat(whole.body().readNBytes(3 * PIECE)).isEqualTo(content.part(0, 3 * PIECE));

    origin.allowAll();
    assertThat(whole.body().readAllBytes())
        .isEqualTo(content.part(3 * PIECE, content.bytes().length));
  }

  @Test
  void fetchesAPieceAgainThatWasWrongOnce() throws Exception {
    var node = start();
    origin.failOnce(2, new Fault.WrongBytes());

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());

    assertThat(node.count("peercache.node.pieces.rejected")).isEqualTo(1);
    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length + PIECE);
  }

  @Test
  void keepsNothingOfAFillWithAPieceThatIsWrongTwice() throws Exception {
    var node = start();
    origin.failOnce(5, new Fault.WrongBytes());
    origin.failOnce(5, new Fault.WrongBytes());

    assertThatThrownBy(() -> TestNode.get(node.version(content))).isInstanceOf(IOException.class);

    await().until(() -> node.filesOnDisk().isEmpty());
    assertThat(node.count("peercache.node.fills", "outcome", "wrong-bytes")).isEqualTo(1);
    assertThat(node.holdings().usedBytes()).isZero();
    assertThat(registry.events).noneMatch(event -> event.startsWith("added"));
  }

  @Test
  void goesOnWithAPieceWhereATruncatedAnswerEnded() throws Exception {
    var node = start();
    origin.failOnce(1, new Fault.Truncate(400_000));
    origin.failOnce(3, new Fault.Truncate(700_000));

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());

    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length);
  }

  @Test
  void survivesConnectionsThatAreResetAndAnswersOfNoUse() throws Exception {
    var node = start();
    origin.failOnce(0, new Fault.Reset(100_000));
    origin.failOnce(2, new Fault.Status(500));
    origin.failOnce(3, new Fault.Status(503));
    origin.failOnce(4, new Fault.Status(409));

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());
  }

  @Test
  void abortsItsCallersWhenNoSourceDeliversAnyMore() throws Exception {
    var node = start("peercache.node.fill.give-up-after=1s");
    origin.allowUpTo(PIECE + 10);

    var answer = open(node.version(content));
    assertThat(answer.body().readNBytes(PIECE)).isEqualTo(content.part(0, PIECE));
    assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);

    await().until(() -> node.holdings().fillsInFlight() == 0);
    assertThat(node.count("peercache.node.fills", "outcome", "stalled")).isEqualTo(1);
  }

  @Test
  void failsAtOnceWhenTheOriginHasAnotherVersionAndNobodyElseHasThisOne() throws Exception {
    var node = start("peercache.node.fill.give-up-after=20s");
    origin.allowUpTo(PIECE);
    var answer = open(node.version(content));
    assertThat(answer.body().readNBytes(PIECE)).hasSize(PIECE);
    origin.forget(content);
    origin.failOnce(1, new Fault.Truncate(0));
    origin.allowAll();

    assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);

    await().until(() -> node.holdings().fillsInFlight() == 0);
    assertThat(node.count("peercache.node.fills", "outcome", "not-at-origin")).isEqualTo(1);
  }

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
  void fillsFromTheOriginWhileTheRegistryIsAway() throws Exception {
    registry.away = true;
    var node = start();

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());

    assertThat(origin.asked).noneMatch(ask -> ask.headers().containsKey("peercache-fill-token"));
  }

  @Test
  void renewsItsLeaseAndPlansAgainWhenItIsLost() throws Exception {
    var node = start();
    origin.allowUpTo(PIECE);
    var answer = open(node.version(content));
    await().until(() -> registry.renewed.size() >= 2);

    registry.plan = request -> ScriptedRegistry.fromOrigin(7);
    registry.refusesRenewals = true;
    await().until(() -> registry.planned.size() >= 2);
    origin.allowAll();

    assertThat(answer.body().readAllBytes()).isEqualTo(content.bytes());
    assertThat(origin.asked).anyMatch(ask -> "7".equals(ask.headers().get("peercache-fill-token")));
  }

  @Test
  void outlivesTheCallerThatStartedIt() throws Exception {
    var node = start();
    origin.allowUpTo(PIECE);
    try (var body = open(node.version(content)).body()) {
      assertThat(body.readNBytes(1)).hasSize(1);
    }

    origin.allowAll();

    await().until(() -> node.filesOnDisk().equals(List.of(content.id().hex())));
    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length);
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

  @Test
  void fillsAnEmptyVersion() throws Exception {
    var empty = origin.add(Content.of(new byte[0]));
    var node = start();

    assertThat(TestNode.get(node.version(empty)).body()).isEmpty();
    await().until(() -> node.filesOnDisk().equals(List.of(empty.id().hex())));
    assertThat(TestNode.get(node.version(empty)).headers().firstValue("Cache-Status"))
        .hasValue("n1; hit");
  }

  @Test
  void sendsBackWhatItCannotFill() throws Exception {
    var node = start("peercache.node.capacity=4MB");
    assertSentBack(TestNode.get(node.version(content)));
    assertThat(node.count("peercache.node.fills", "outcome", "too-big-ever")).isEqualTo(1);

    var gone = Content.random(10, 9);
    assertSentBack(TestNode.get(node.version(gone)));
    assertThat(node.count("peercache.node.fills", "outcome", "not-at-origin")).isEqualTo(1);

    origin.allowUpTo(0);
    var running = origin.add(Content.random(3 * PIECE, 3));
    var answer = open(node.version(running));
    assertThat(answer.statusCode()).isEqualTo(200);
    var second = origin.add(Content.random(2 * PIECE, 4));
    assertSentBack(TestNode.get(node.version(second)));
    assertThat(node.count("peercache.node.fills", "outcome", "no-room-now")).isEqualTo(1);

    origin.allowAll();
    assertThat(answer.body().readAllBytes()).isEqualTo(running.bytes());
    assertThat(TestNode.get(node.version(second)).body()).isEqualTo(second.bytes());
  }

  @Test
  void sendsBackMoreFillsThanItMayRun() throws Exception {
    var node = start("peercache.node.fill.max-fills=1");
    origin.allowUpTo(0);
    var first = open(node.version(content));
    var other = origin.add(Content.random(10, 5));

    assertSentBack(TestNode.get(node.version(other)));

    origin.allowAll();
    assertThat(first.body().readAllBytes()).isEqualTo(content.bytes());
  }

  @Test
  void sendsBackWhileTheOriginIsAwayAndKeepsExclusions() throws Exception {
    var node = start();
    origin.close();

    var answer = TestNode.get(URI.create(node.version(content) + "?exclude=n7"));

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location"))
        .hasValue(origin.uri() + "/files/a.bin?exclude=n7&exclude=n1");
  }

  @Test
  void aHeadDoesNotBringInAVersion() throws Exception {
    var node = start();

    var answer = TestNode.send("HEAD", node.version(content));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValueAsLong("Content-Length"))
        .hasValue(content.bytes().length);
    assertThat(answer.headers().firstValue("Last-Modified"))
        .hasValue("Sat, 03 Feb 2024 04:05:06 GMT");
    assertThat(origin.conveyed.get()).isZero();
    assertThat(node.filesOnDisk()).isEmpty();
  }

  private void assertSentBack(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location"))
        .hasValue(origin.uri() + "/files/a.bin?exclude=n1");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  private static HttpResponse<InputStream> open(URI uri, String... headers) throws Exception {
    return TestNode.CLIENT.send(
        TestNode.request("GET", uri, headers), BodyHandlers.ofInputStream());
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
    try (var file = new java.io.RandomAccessFile(partial.toFile(), "rw")) {
      file.seek(position);
      int octet = file.read();
      file.seek(position);
      file.write(octet ^ 1);
    }
  }
}
