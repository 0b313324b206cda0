package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import peercache.nodetest.Content;
import peercache.nodetest.TestNode;

/** What callers see of a fill, and of one that is refused. */
class FillIT extends FillFixture {
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
  void fillsAnEmptyVersion() throws Exception {
    var empty = origin.add(Content.of(new byte[0]));
    var node = start();

    assertThat(TestNode.get(node.version(empty)).body()).isEmpty();
    await().until(() -> node.filesOnDisk().equals(List.of(empty.id().hex())));
    assertThat(TestNode.get(node.version(empty)).headers().firstValue("Cache-Status"))
        .hasValue("n1; hit");
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
    // A caller has the last byte before the version is whole, and only a whole one makes room.
    await().until(() -> node.holdings().fillsInFlight() == 0);
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

  private void assertSentBack(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location"))
        .hasValue(origin.uri() + "/files/a.bin?exclude=n1");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
  }
}
