package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peercache.nodetest.Content;
import peercache.nodetest.TestNode;

/** Of a large version only what is asked for is brought in, until that is a quarter. */
@SuppressWarnings("NullAway.Init")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class DemandIT extends NodeFixture {
  private static final int PIECES = 40;
  private final Content large = origin.add(Content.random(PIECES * PIECE - 17, 1));
  private TestNode node;

  @BeforeEach
  void startTheNode() {
    node = start();
  }

  private void read(int first, int last) throws Exception {
    var answer = TestNode.get(node.version(large), "Range", "bytes=" + first + "-" + last);
    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(large.part(first, last + 1));
  }

  private String piecesHere() throws Exception {
    var uri = node.uri("/versions/" + large.id() + "/pieces");
    var answer = TestNode.get(uri, "Authorization", "Bearer " + TestNode.KEY);
    return new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
  }

  @Test
  void oneByteCostsOnePiece() throws Exception {
    read(7 * PIECE + 5, 7 * PIECE + 5);

    assertThat(origin.conveyed.get()).isEqualTo(PIECE);
    assertThat(piecesHere()).contains("\"pieces\":\"7\"");
    read(7 * PIECE, 8 * PIECE - 1);
    assertThat(origin.conveyed.get()).as("the same piece again").isEqualTo(PIECE);
  }

  @Test
  void othersFollowAsTheyAreAskedFor() throws Exception {
    read(7 * PIECE, 7 * PIECE);
    read(PIECES * PIECE - 18, PIECES * PIECE - 18);
    read(3 * PIECE - 1, 3 * PIECE);

    assertThat(origin.conveyed.get()).isEqualTo(4 * PIECE - 17);
    assertThat(piecesHere()).contains("\"pieces\":\"2-3,7,39\"");
    assertThat(node.holdings().fillsInFlight()).isEqualTo(1);
  }

  @Test
  void allOfItFollowsWhenAQuarterWasAskedFor() throws Exception {
    read(30 * PIECE, 30 * PIECE);
    read(0, 8 * PIECE - 1);
    assertThat(origin.conveyed.get()).isEqualTo(9 * PIECE);

    read(20 * PIECE, 20 * PIECE);

    await().until(() -> node.filesOnDisk().equals(List.of(large.id().hex())));
    assertThat(origin.conveyed.get()).isEqualTo(large.bytes().length);
    read(0, large.bytes().length - 1);
  }

  @Test
  void allOfItFollowsWhenSomebodyAsksForAll() throws Exception {
    read(7 * PIECE, 7 * PIECE);

    assertThat(TestNode.get(node.version(large)).body()).isEqualTo(large.bytes());

    assertThat(origin.conveyed.get()).isEqualTo(large.bytes().length);
  }

  @Test
  void whatIsHereIsKeptOverARestart() throws Exception {
    read(7 * PIECE, 7 * PIECE);
    node = start();

    read(7 * PIECE + 9, 7 * PIECE + 99);
    read(9 * PIECE, 9 * PIECE);

    assertThat(origin.conveyed.get()).isEqualTo(2 * PIECE);
  }

  @Test
  void aFillThatRestsIsNotTakenForAStall() throws Exception {
    node = start("peercache.node.fill.give-up-after=300ms");
    read(7 * PIECE, 7 * PIECE);
    long rested = System.nanoTime();
    await().until(() -> System.nanoTime() - rested > TimeUnit.MILLISECONDS.toNanos(600));

    read(9 * PIECE, 9 * PIECE);

    assertThat(node.count("peercache.node.fills", "outcome", "stalled")).isZero();
    assertThat(origin.conveyed.get()).isEqualTo(2 * PIECE);
  }
}
