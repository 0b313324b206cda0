package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import peercache.nodetest.ScriptedOrigin.Fault;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.ScriptedServer.Ask;
import peercache.nodetest.TestNode;

/** What a fill makes of an origin and a registry that fail. */
class FillFaultsIT extends FillFixture {
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
    var node =
        start("peercache.node.fill.give-up-after=20s", "peercache.node.fill.parallel-pieces=2");
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
  void fillsFromTheOriginWhileTheRegistryIsAway() throws Exception {
    registry.away = true;
    var node = start();

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());

    assertThat(pieceAsks())
        .isNotEmpty()
        .noneMatch(ask -> ask.headers().containsKey("peercache-fill-token"))
        .allMatch(ask -> ask.headers().containsKey("peercache-fill-leader"));
  }

  @Test
  void asksTheOriginAsAnyCallerDoesWhenAnotherNodeLeadsThatItCannotReach() throws Exception {
    registry.away = true;
    origin.ledByAnother = true;
    var node = start("peercache.node.fill.give-up-after=6s");

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());

    assertThat(pieceAsks().getFirst().headers()).containsKey("peercache-fill-leader");
    assertThat(pieceAsks()).anyMatch(ask -> !ask.headers().containsKey("peercache-fill-leader"));
  }

  private List<Ask> pieceAsks() {
    return origin.asked.stream().filter(ask -> ask.headers().containsKey("range")).toList();
  }

  @Test
  void renewsItsLeaseAndPlansAgainWhenItIsLost() throws Exception {
    var node = start("peercache.node.fill.parallel-pieces=2");
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
}
