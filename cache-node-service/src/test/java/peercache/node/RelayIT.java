package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.nodetest.Content.PIECE;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.ScriptedServer;
import peercache.nodetest.TestNode;

/** A node without room, and another one that holds what its callers ask for. */
class RelayIT extends FillFixture {
  private static final String NO_ROOM = "peercache.node.capacity=1MB";

  @TempDir Path others;
  private @Nullable TestNode holder;

  private TestNode startHolder() throws Exception {
    var other = TestNode.start("n2", others, origin.uri(), new ScriptedRegistry());
    holder = other;
    assertThat(TestNode.get(other.version(content)).body()).isEqualTo(content.bytes());
    return other;
  }

  @AfterEach
  void stopHolder() {
    if (holder != null) {
      holder.close();
    }
  }

  private String at(ScriptedServer server) {
    return server.uri() + "/origins/docs/versions/" + content.id() + "/a.bin";
  }

  private void assertOriginSentNoCopy() {
    assertThat(origin.conveyed.get()).as("to the holder").isEqualTo(content.bytes().length);
    assertThat(origin.asked)
        .as("for the bytes of the file")
        .noneMatch(ask -> ask.method().equals("GET") && ask.target().endsWith("?direct"));
  }

  private static List<String> all(HttpResponse<?> answer, String header) {
    return answer.headers().allValues(header);
  }

  @Test
  void callersOfANodeWithoutRoomGetTheBytesOfAHolder() throws Exception {
    var other = startHolder();
    origin.redirects = ask -> other.version(content) + "?exclude=n1";
    var node = start(NO_ROOM);

    for (int i = 0; i < 3; i++) {
      var answer = TestNode.get(node.file("a.bin"));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(content.bytes());
      assertThat(all(answer, "Cache-Status")).containsExactly("n2; hit", "n1; fwd=bypass");
      assertThat(all(answer, "Via")).containsExactly("1.1 n2", "1.1 n1");
      assertThat(all(answer, "Cache-Control"))
          .as("a file may change, its versions may not")
          .containsExactly("no-cache");
      assertThat(all(answer, "Age")).isEmpty();
      assertThat(all(answer, "Access-Control-Allow-Origin")).isEmpty();
      assertThat(all(answer, "ETag")).containsExactly("\"sha-256-" + content.id() + "\"");
    }

    assertOriginSentNoCopy();
    assertThat(origin.asked)
        .filteredOn(ask -> ask.method().equals("GET") && ask.path().startsWith("/files/"))
        .extracting(ask -> ask.target())
        .containsOnly("/files/a.bin?exclude=n1");
    assertThat(origin.asked)
        .as("told where nodes reach each other, not where callers do")
        .filteredOn(ask -> ask.target().contains("exclude"))
        .extracting(ask -> ask.headers().get("peercache-node"))
        .containsOnly("n1");
    assertThat(node.count("peercache.node.requests", "outcome", "relayed")).isEqualTo(3);
    assertThat(node.count("peercache.node.requests", "outcome", "passed-through")).isZero();
    assertThat(node.count("peercache.node.fills.refused", "reason", "too-big-ever")).isEqualTo(3);
  }

  @Test
  void relaysRangesAndConditions() throws Exception {
    var other = startHolder();
    origin.redirects = ask -> other.version(content).toString();
    var node = start(NO_ROOM);

    var part = TestNode.get(node.file("a.bin"), "Range", "bytes=10-19");
    var whole = TestNode.get(node.file("a.bin"), "Range", "bytes=0-9", "If-Range", "\"other\"");
    var none = TestNode.get(node.file("a.bin"), "Range", "bytes=" + (9 * PIECE) + "-");
    var same =
        TestNode.get(node.file("a.bin"), "If-None-Match", "\"sha-256-" + content.id() + "\"");

    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(content.part(10, 20));
    assertThat(all(part, "Content-Range")).containsExactly("bytes 10-19/" + content.bytes().length);
    assertThat(whole.body()).isEqualTo(content.bytes());
    assertThat(none.statusCode()).isEqualTo(416);
    assertThat(same.statusCode()).isEqualTo(304);
    assertOriginSentNoCopy();
  }

  @Test
  void relaysWhatItMayNotFillAtTheSameTime() throws Exception {
    var other = startHolder();
    origin.redirects = ask -> other.version(content).toString();
    var node = start("peercache.node.fill.max-fills=1", "peercache.node.fill.give-up-after=20s");
    var running = origin.publish("b.bin", Content.random(2 * PIECE, 2));
    origin.allowUpTo(PIECE);
    var first = open(node.file("b.bin"));
    assertThat(first.body().readNBytes(PIECE)).isEqualTo(running.part(0, PIECE));

    assertThat(TestNode.get(node.file("a.bin")).body()).isEqualTo(content.bytes());

    origin.allowAll();
    assertThat(first.body().readAllBytes()).isEqualTo(running.part(PIECE, 2 * PIECE));
    assertThat(node.count("peercache.node.fills.refused", "reason", "too-many-fills")).isEqualTo(1);
    assertThat(node.count("peercache.node.requests", "outcome", "relayed")).isEqualTo(1);
  }

  @Test
  void asksTheOriginForAnotherHolderWhenOneHasLostTheVersion() throws Exception {
    var other = startHolder();
    try (var lost =
        new Holder("HTTP/1.1 302 Found", "Location: /files/a.bin?exclude=n1&exclude=n9")) {
      origin.redirects =
          ask -> ask.target().contains("n9") ? other.version(content).toString() : at(lost);
      var node = start(NO_ROOM);

      assertThat(TestNode.get(node.file("a.bin")).body()).isEqualTo(content.bytes());

      assertOriginSentNoCopy();
    }
  }

  @Test
  void theOriginServesWhenItsHoldersSendTheNodeInCircles() throws Exception {
    try (var lost = new Holder("HTTP/1.1 302 Found", "Location: /files/a.bin?exclude=n1")) {
      origin.redirects = ask -> at(lost);
      assertPassedThrough(start(NO_ROOM));
      assertThat(lost.asked).hasSize(1);
    }
  }

  @Test
  void theOriginServesWhenTheHolderIsDeadOrFailsOrSendsAnythingElse() throws Exception {
    var node = start(NO_ROOM);
    origin.redirects = ask -> "http://127.0.0.1:1/origins/docs/versions/" + content.id() + "/a.bin";
    assertPassedThrough(node);
    origin.redirects = ask -> "http://127.0.0.1:1/elsewhere";
    assertPassedThrough(node);
    origin.redirects = ask -> "http://[";
    assertPassedThrough(node);
    try (var failing = new Holder("HTTP/1.1 500 Sorry")) {
      origin.redirects = ask -> at(failing);
      assertPassedThrough(node);
    }
    try (var wrong = new Holder("HTTP/1.1 200 OK", "ETag: \"sha-256-" + "ab".repeat(32) + '"')) {
      origin.redirects = ask -> at(wrong);
      assertPassedThrough(node);
    }
  }

  @Test
  void theOriginServesWhatNobodyHolds() throws Exception {
    assertPassedThrough(start(NO_ROOM));
  }

  private void assertPassedThrough(TestNode node) throws Exception {
    double before = node.count("peercache.node.requests", "outcome", "passed-through");
    var answer = TestNode.get(node.file("a.bin"));
    assertThat(answer.body()).isEqualTo(content.bytes());
    assertThat(all(answer, "Cache-Status")).containsExactly("n1; fwd=bypass");
    assertThat(node.count("peercache.node.requests", "outcome", "passed-through") - before)
        .isEqualTo(1);
  }

  @Test
  void showsAHolderNothingThatACallerShows() throws Exception {
    try (var seeing = new Holder("HTTP/1.1 500 Sorry")) {
      origin.redirects = ask -> at(seeing);
      var node = start(NO_ROOM);

      TestNode.get(node.file("a.bin"), "Authorization", "Bearer secret", "Cookie", "a=b");

      assertThat(seeing.asked)
          .singleElement()
          .satisfies(ask ->
              assertThat(ask.headers())
                  .doesNotContainKeys("authorization", "cookie", "x-forwarded-for"));
      assertThat(origin.asked)
          .filteredOn(ask -> ask.path().startsWith("/files/"))
          .noneMatch(ask -> ask.headers().containsKey("authorization"))
          .noneMatch(ask -> ask.headers().containsKey("cookie"));
    }
  }

  /** Says the same to everybody, without a body. */
  private static final class Holder extends ScriptedServer {
    private final String head;
    final Queue<Ask> asked = new ConcurrentLinkedQueue<>();

    Holder(String... head) {
      this.head = String.join("\r\n", head) + "\r\nContent-Length: 0\r\n\r\n";
      start();
    }

    @Override
    protected void answer(Ask ask, Socket socket, OutputStream output) throws IOException {
      asked.add(ask);
      output.write(head.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
  }
}
