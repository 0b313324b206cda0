package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.Complaint;
import peercache.api.FillPlan;
import peercache.api.FillRequest;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.Zone;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedOrigin;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.TestNode;

/** A node whose disk rots is found out by the next one that fills from it. */
@SuppressWarnings("NullAway.Init")
class WrongBytesIT {
  private static final NodeId ROTTEN = new NodeId("n1");
  private static final NodeId HEALTHY = new NodeId("n2");
  private static final int ROTTEN_PIECE = 2;

  @TempDir Path rottenData;
  @TempDir Path healthyData;

  private final ScriptedOrigin origin = new ScriptedOrigin();
  private final ScriptedRegistry registry = new ScriptedRegistry();
  private final Content content = origin.add(Content.random(4 * PIECE + 5, 1));
  private final Content other = origin.add(Content.random(4 * PIECE + 5, 2));
  private TestNode rotten;
  private TestNode healthy;

  @BeforeEach
  void fillTheFirst() throws Exception {
    rotten = TestNode.start("n1", rottenData, origin.uri(), registry);
    healthy = TestNode.start("n2", healthyData, origin.uri(), registry);
    TestNode.get(rotten.version(content));
    TestNode.get(rotten.version(other));
    await().until(() -> rotten.holdings().all().size() == 2);
    var source = new FillPlan.Source(ROTTEN, rotten.uri(""), Zone.DEFAULT, HolderState.HOLDING);
    var foundOut = new AtomicBoolean();
    registry.plan =
        request -> {
          if (request.failedSources().contains(ROTTEN)) {
            foundOut.set(true);
          }
          return foundOut.get() ? ScriptedRegistry.fromOrigin(1) : ScriptedRegistry.from(source);
        };
    registry.planned.clear();
  }

  @AfterEach
  void stop() {
    healthy.close();
    rotten.close();
    origin.close();
  }

  private void rot() throws Exception {
    try (var files = Files.walk(rottenData.resolve("store"))) {
      var file =
          files
              .filter(path -> path.getFileName().toString().equals(content.id().hex()))
              .findFirst()
              .orElseThrow();
      try (var bytes = new RandomAccessFile(file.toFile(), "rw")) {
        bytes.seek(ROTTEN_PIECE * (long) PIECE + 17);
        bytes.write(~content.bytes()[ROTTEN_PIECE * PIECE + 17]);
      }
    }
  }

  @Test
  void theFileArrivesWholeAndTheSourceIsReported() throws Exception {
    rot();

    assertThat(TestNode.get(healthy.version(content)).body()).isEqualTo(content.bytes());

    assertThat(healthy.count("peercache.node.pieces.rejected")).isEqualTo(1);
    await()
        .untilAsserted(() ->
            assertThat(registry.complaints)
                .containsExactly(new Complaint(HEALTHY, 1, ROTTEN, ROTTEN_PIECE)));
  }

  @Test
  void noFillAsksTheSourceForAWhile() throws Exception {
    rot();
    TestNode.get(healthy.version(content));
    double served = rotten.count("peercache.node.bytes.served", "to", "peer");
    registry.planned.clear();

    assertThat(TestNode.get(healthy.version(other)).body()).isEqualTo(other.bytes());

    assertThat(rotten.count("peercache.node.bytes.served", "to", "peer")).isEqualTo(served);
    assertThat(registry.planned)
        .extracting(FillRequest::failedSources)
        .allSatisfy(failed -> assertThat(failed).contains(ROTTEN));
  }
}
