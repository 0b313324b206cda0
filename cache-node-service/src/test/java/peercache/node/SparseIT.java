package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peercache.api.FillPlan;
import peercache.api.FillRenewal;
import peercache.nodetest.Content;
import peercache.nodetest.TestNode;

/** A node of which callers want only some bytes of a version. */
@SuppressWarnings("NullAway.Init")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SparseIT extends NodeFixture {
  private final Content content = origin.publish("a.bin", Content.random(16 * PIECE, 1));
  private TestNode node;

  @BeforeEach
  void fetchOnePiece() throws Exception {
    node = start();
    fetch(3);
  }

  private void fetch(int piece) throws Exception {
    int at = piece * PIECE + 5;
    var answer = TestNode.get(node.version(content), "Range", "bytes=%d-%d".formatted(at, at + 9));
    assertThat(answer.statusCode()).isEqualTo(206);
    assertThat(answer.body()).isEqualTo(content.part(at, at + 10));
  }

  private void awaitRest() {
    registry.renewed.clear();
    await().until(() -> registry.renewed.stream().anyMatch(FillRenewal::resting));
  }

  @Test
  void saysThatItRestsAndKeepsRenewing() {
    awaitRest();
    registry.planned.clear();
    registry.renewed.clear();

    await().until(() -> registry.renewed.size() >= 3);

    assertThat(registry.renewed)
        .allSatisfy(renewal -> {
          assertThat(renewal.resting()).isTrue();
          assertThat(renewal.originToken()).isNull();
          assertThat(renewal.verifiedPieces()).isEqualTo(1);
        });
    assertThat(registry.planned).as("it wants nothing").isEmpty();
    assertThat(registry.events).as("it has not ended").isEmpty();
    assertThat(origin.conveyed.get()).isEqualTo(PIECE);
  }

  @Test
  void asksForAPlanAtOnceWhenMoreIsWanted() throws Exception {
    // Renewals become rare: each comes twice as long after the one before it.
    registry.plan =
        request -> new FillPlan(List.of(), 2L, Duration.ofHours(2), Duration.ofHours(1));
    awaitRest();
    await().until(() -> registry.renewed.size() >= 3);
    registry.planned.clear();

    fetch(9);

    assertThat(registry.planned).hasSize(1);
    assertThat(origin.conveyed.get()).isEqualTo(2L * PIECE);
  }

  @Test
  void restsAgainAndIsWholeInTheEnd() throws Exception {
    awaitRest();
    fetch(9);
    awaitRest();

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());

    await().until(() -> registry.events.contains("end " + content.id()));
    assertThat(registry.events).contains("added " + content.id());
    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length);
  }

  @Test
  void restsThroughRefusalsAndAnAbsenceOfTheRegistry() throws Exception {
    awaitRest();
    registry.refusesRenewals = true;
    registry.away = true;
    fetch(9);
    registry.away = false;

    awaitRest();
    assertThat(origin.conveyed.get()).isEqualTo(2L * PIECE);
  }
}
