package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.nodetest.Content.PIECE;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peercache.nodetest.TestNode;

/** A version that is being filled obeys the same rules as one that is there. */
@SuppressWarnings("NullAway.Init")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FillRangesIT extends FillFixture {
  private static final String OTHER = "\"sha-256-" + "0".repeat(64) + "\"";
  private TestNode node;
  private int size;

  @BeforeEach
  void beginTheFill() throws Exception {
    node = start();
    size = content.bytes().length;
    origin.allowUpTo(PIECE);
    open(node.version(content)).body().close();
  }

  @Test
  void aSuffixIsAwaited() throws Exception {
    var answer = open(node.version(content), "Range", "bytes=-7");

    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.headers().firstValue("Content-Range"))
        .hasValue("bytes %d-%d/%d".formatted(size - 7, size - 1, size));
    origin.allowAll();
    assertThat(answer.body().readAllBytes()).isEqualTo(content.part(size - 7, size));
  }

  @Test
  void severalRangesComeInTheirOrder() throws Exception {
    var answer = open(node.version(content), "Range", "bytes=3145728-3145731,0-3");

    assertThat(answer.statusCode()).isEqualTo(206);
    origin.allowAll();
    String body = new String(answer.body().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(body.length());
    assertThat(body)
        .containsSubsequence(
            "Content-Range: bytes 3145728-3145731/" + size,
            latin(content.part(3 * PIECE, 3 * PIECE + 4)),
            "Content-Range: bytes 0-3/" + size,
            latin(content.part(0, 4)));
  }

  @Test
  void ifRangeDecides() throws Exception {
    String tag = "\"sha-256-" + content.id() + "\"";
    var part = open(node.version(content), "Range", "bytes=0-3", "If-Range", tag);
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body().readAllBytes()).isEqualTo(content.part(0, 4));

    var whole = open(node.version(content), "Range", "bytes=0-3", "If-Range", OTHER);
    assertThat(whole.statusCode()).isEqualTo(200);
    origin.allowAll();
    assertThat(whole.body().readAllBytes()).isEqualTo(content.bytes());
  }

  @Test
  void whatNeedsNoByteIsAnsweredAtOnce() throws Exception {
    var uri = node.version(content);
    assertThat(TestNode.get(uri, "Range", "bytes=" + size + "-").statusCode()).isEqualTo(416);
    assertThat(TestNode.get(uri, "If-None-Match", "*").statusCode()).isEqualTo(304);
    assertThat(TestNode.get(uri, "If-Match", OTHER).statusCode()).isEqualTo(412);
    var head = TestNode.send("HEAD", uri);
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(size);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
