package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.FilePath;
import peercache.edge.hotpath.PlainHandler;
import peercache.edge.hotpath.PlainRequest;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedOrigin;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.TestNode;

/** The requester's own cache: files by their names, and every route's manners. */
class FilesIT {
  @TempDir static Path data;

  private static ScriptedOrigin origin;
  private static TestNode node;

  @BeforeAll
  static void start() {
    origin = new ScriptedOrigin();
    node = startOn(data, origin);
  }

  private static TestNode startOn(Path directory, ScriptedOrigin origin) {
    return TestNode.start(
        "n1", directory, origin.uri(), new ScriptedRegistry(), "peercache.node.freshness=0s");
  }

  @AfterAll
  static void stop() {
    node.close();
    origin.close();
  }

  private static void awaitHeld(TestNode node, Content content) {
    await()
        .until(
            () -> node.holdings().all().stream().anyMatch(held -> held.id().equals(content.id())));
  }

  @Test
  void aHitSaysTheSameWhicheverWayItIsServed() throws Exception {
    var content = origin.publish("ways.bin", Content.random(100_000, 8));
    TestNode.get(node.version(content));
    awaitHeld(node, content);
    var uri = node.version(content);
    var caller = InetSocketAddress.createUnresolved("caller", 1);
    var shortCut = new PlainRequest(uri.getRawPath(), null, caller);
    var answer = Objects.requireNonNull(node.bean(PlainHandler.class).answer(shortCut));
    Objects.requireNonNull(answer.body()).close();

    var plain = TestNode.get(uri);
    var full = TestNode.get(uri, "X-Other", "a");

    assertThat(steady(plain)).isEqualTo(steady(full)).containsKeys("Via", "Age", "Cache-Status");
    assertThat(plain.body()).isEqualTo(full.body()).isEqualTo(content.bytes());
  }

  /** The fields, without the values of those that tell the time. */
  private static Map<String, List<String>> steady(HttpResponse<?> answer) {
    var fields = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
    fields.putAll(answer.headers().map());
    fields.replace("Date", List.of());
    fields.replace("Age", List.of());
    return fields;
  }

  private static String cacheStatus(HttpResponse<?> answer) {
    return answer.headers().firstValue("Cache-Status").orElse("");
  }

  @Test
  void fetchesAFileOnceAndThenServesItItself() throws Exception {
    var content = origin.publish("models/a.bin", Content.random(PIECE + 9, 1));
    long before = origin.conveyed.get();

    var first = TestNode.get(node.file("models/a.bin"));
    awaitHeld(node, content);
    var second = TestNode.get(node.file("models/a.bin"));

    assertThat(first.body()).isEqualTo(content.bytes());
    assertThat(second.body()).isEqualTo(content.bytes());
    assertThat(cacheStatus(second)).isEqualTo("n1; hit");
    assertThat(second.headers().firstValue("Cache-Control")).hasValue("no-cache");
    assertThat(second.headers().firstValue("ETag")).hasValue("\"sha-256-" + content.id() + "\"");
    assertThat(origin.conveyed.get() - before).isEqualTo(content.bytes().length);
    assertThat(origin.asked)
        .filteredOn(ask -> ask.path().startsWith("/files/"))
        .isNotEmpty()
        .noneMatch(ask -> ask.headers().containsKey("authorization"))
        .allMatch(ask -> "1.1 n1".equals(ask.headers().get("via")));
  }

  @Test
  void servesANewVersionAtOnce() throws Exception {
    origin.publish("a", Content.random(100, 1));
    TestNode.get(node.file("a"));
    var changed = origin.publish("a", Content.random(100, 2));

    assertThat(TestNode.get(node.file("a")).body()).isEqualTo(changed.bytes());
  }

  @Test
  void servesTheLastVersionWhileTheOriginIsAway(@TempDir Path ownData) throws Exception {
    var ownOrigin = new ScriptedOrigin();
    var content = ownOrigin.publish("a", Content.random(100, 1));
    try (var own = startOn(ownData, ownOrigin)) {
      TestNode.get(own.file("a"));
      awaitHeld(own, content);
      ownOrigin.close();

      var answer = TestNode.get(own.file("a"));

      assertThat(answer.body()).isEqualTo(content.bytes());
      assertThat(cacheStatus(answer)).isEqualTo("n1; hit; detail=stale");
      var unknown = TestNode.get(own.file("b"));
      assertThat(unknown.statusCode()).isEqualTo(502);
      assertThat(unknown.headers().firstValue("Retry-After")).isPresent();
    }
  }

  @Test
  void passesThroughWhatHasNoDigestYet() throws Exception {
    byte[] bytes = Content.random(PIECE, 3).bytes();
    origin.publishUnnamed("fresh.bin", bytes);
    double before = node.count("peercache.node.requests", "outcome", "passed-through");
    var filesBefore = node.filesOnDisk();

    var answer = TestNode.get(node.file("fresh.bin"));

    assertThat(answer.body()).isEqualTo(bytes);
    assertThat(cacheStatus(answer)).isEqualTo("n1; fwd=bypass");
    assertThat(node.filesOnDisk()).isEqualTo(filesBefore);
    assertThat(node.count("peercache.node.requests", "outcome", "passed-through") - before)
        .isEqualTo(1);
  }

  @Test
  void passesThroughListings() throws Exception {
    origin.publishUnnamed("dir/", "a listing".getBytes(StandardCharsets.UTF_8));

    assertThat(TestNode.get(node.file("dir/")).body()).asString().isEqualTo("a listing");
  }

  @Test
  void passesThroughWhatItCannotKeep() throws Exception {
    var content = origin.publish("big", Content.random(101 * PIECE, 1));

    var answer = TestNode.get(node.file("big"));

    assertThat(answer.body()).isEqualTo(content.bytes());
    assertThat(cacheStatus(answer)).isEqualTo("n1; fwd=bypass");
  }

  @Test
  void aFileThatDoesNotExistIsNotFound() throws Exception {
    assertProblem(TestNode.get(node.file("nothing")), 404, "file-not-found");
    assertProblem(TestNode.get(node.uri("/origins/other/files/a")), 404, "unknown-origin");
    assertProblem(
        TestNode.get(node.uri("/origins/other/versions/" + "ab".repeat(32) + "/a")),
        404,
        "unknown-origin");
  }

  @Test
  void oddNamesArriveByteForByte() throws Exception {
    for (var name :
        List.of("with space+plus;semi,100%.bin", "größe/数据/🚀", "a".repeat(255), "~'()*!$&=:@")) {
      String uriPath = new FilePath(name).toUriPath();
      var content = origin.publish(uriPath, Content.random(500, name.hashCode()));

      assertThat(TestNode.get(node.file(uriPath)).body()).isEqualTo(content.bytes());
      var gone = Content.random(7, 7);
      var sentBack = TestNode.get(node.uri("/origins/docs/versions/" + gone.id() + "/" + uriPath));
      assertThat(sentBack.headers().firstValue("Location"))
          .hasValue(origin.uri() + "/files/" + uriPath + "?exclude=n1");
    }
  }

  @Test
  void refusesWhatIsNoPathAndWhatIsNoMethod() throws Exception {
    assertProblem(TestNode.get(node.file("a%2Fb")), 400, "bad-path");
    assertProblem(TestNode.get(node.file("a/%2e%2e/b")), 400, "bad-path");
    assertProblem(TestNode.get(node.uri("/origins/docs/versions/abc/a")), 400, "bad-path");
    var put = TestNode.send("PUT", node.file("a"));
    assertProblem(put, 405, "method-not-allowed");
    assertThat(put.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
    var options = TestNode.send("OPTIONS", node.file("a"));
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
  }

  @Test
  void conditionsAndRangesHoldForHits() throws Exception {
    var content = origin.publish("a.txt", Content.random(5_000, 1));
    TestNode.get(node.version(content));
    awaitHeld(node, content);
    String etag = "\"sha-256-" + content.id() + "\"";
    double before = node.count("peercache.node.bytes.served", "to", "caller");

    assertThat(TestNode.get(node.version(content), "If-None-Match", etag).statusCode())
        .isEqualTo(304);
    assertThat(TestNode.get(node.version(content), "If-Match", "\"x\"").statusCode())
        .isEqualTo(412);
    assertThat(TestNode.get(node.version(content), "Range", "bytes=5000-").statusCode())
        .isEqualTo(416);
    var part = TestNode.get(node.version(content), "Range", "bytes=-10", "If-Range", etag);
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(content.part(4_990, 5_000));
    var head = TestNode.send("HEAD", node.version(content));
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(5_000);
    assertThat(head.headers().firstValue("Cache-Control"))
        .hasValue("public, max-age=31536000, immutable");
    assertThat(node.count("peercache.node.bytes.served", "to", "caller") - before).isEqualTo(10);
  }

  private static void assertProblem(HttpResponse<byte[]> answer, int status, String type) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).asString().contains("urn:peercache:problem:" + type);
  }
}
