package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many callers want a file that no node has. */
@ExtendWith(SharedNetwork.class)
class ColdHerdIT {
  private static final int CALLERS = 200;
  private static final int SIZE = 5 << 20;

  private final TestNetwork network;

  ColdHerdIT(TestNetwork network) {
    this.network = network;
  }

  @Test
  void twoHundredCallersAtOnceCostTheOriginOneFileAndAreSpreadOverTheNodes() throws Exception {
    byte[] content = network.put("herd.bin", SIZE);
    network.awaitPublished("herd.bin");
    double before = network.bytesConveyed();

    var go = new CountDownLatch(1);
    var answers = new ArrayList<Future<Web.Answer>>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        answers.add(
            callers.submit(() -> {
              go.await();
              return Web.follow(network.fileUri("herd.bin"));
            }));
      }
      go.countDown();
    }

    for (var answer : answers) {
      assertThat(answer.get().statusCode()).isEqualTo(200);
      assertThat(answer.get().body()).isEqualTo(content);
    }
    assertThat(network.bytesConveyed() - before).isEqualTo(SIZE);
    Map<Integer, Integer> served = new HashMap<>();
    for (var answer : answers) {
      served.merge(answer.get().uri().getPort(), 1, Integer::sum);
    }
    for (int number = 1; number <= SharedNetwork.NODES; number++) {
      assertThat(served.get(network.node(number).baseUri().getPort()))
          .as("callers of node %d, of %s", number, served)
          .isNotNull()
          // On a slow machine most of them may come before the second answer.
          .isGreaterThan(CALLERS / 20);
    }
  }

  @Test
  void aSecondNodeFillsFromTheFirstAndTheOriginIsNotAskedAgain() throws Exception {
    byte[] content = network.put("second.bin", SIZE);
    network.awaitPublished("second.bin");
    double before = network.bytesConveyed();

    for (int number = 1; number <= 3; number++) {
      var own = network.node(number).baseUri().resolve("/origins/local/files/second.bin");
      assertThat(Web.get(own).body()).isEqualTo(content);
      network.awaitHolders(Web.sha256(content), number);
    }

    assertThat(network.bytesConveyed() - before).isEqualTo(SIZE);
  }
}
