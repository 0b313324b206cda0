package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is published changes, and where it is. */
@ExtendWith(SharedNetwork.class)
class ChangeIT {
  /** More than the sockets between hold, so that a download can be in the middle. */
  private static final int LARGE = 32 << 20;

  private static final int SIZE = 2 << 20;

  private final TestNetwork network;
  private final Operator operator;

  ChangeIT(TestNetwork network) {
    this.network = network;
    this.operator = new Operator(network);
  }

  @Test
  void aNewVersionIsLiveAtOnceWhileDownloadsOfTheOldOneEndWithItsBytes() throws Exception {
    byte[] old = random(LARGE);
    byte[] changed = random(LARGE);
    operator.publish("change/live.bin", old);
    var location = network.awaitRedirect("change/live.bin");
    Web.get(location);
    network.awaitHeld(Web.sha256(old));

    try (var fromNode = Web.open(location);
        var fromOrigin = Web.open(network.fileUri("change/live.bin?direct"))) {
      assertThat(fromNode.readNBytes(1_000)).isEqualTo(Arrays.copyOf(old, 1_000));
      assertThat(fromOrigin.readNBytes(1_000)).isEqualTo(Arrays.copyOf(old, 1_000));

      assertThat(operator.publish("change/live.bin", changed).statusCode()).isEqualTo(204);
      var next = Web.get(network.fileUri("change/live.bin"));

      assertThat(next.header("Location")).contains(Web.sha256(changed));
      assertThat(Web.follow(network.fileUri("change/live.bin")).body()).isEqualTo(changed);
      assertThat(fromNode.readAllBytes()).isEqualTo(Arrays.copyOfRange(old, 1_000, LARGE));
      assertThat(fromOrigin.readAllBytes()).isEqualTo(Arrays.copyOfRange(old, 1_000, LARGE));
    }
  }

  @Test
  void whoGoesOnWithADownloadGetsTheRestOfTheSameVersionOrAllOfTheNewOne() throws Exception {
    byte[] old = random(SIZE);
    byte[] changed = random(SIZE);
    operator.publish("change/resumed.bin", old);
    var location = network.awaitRedirect("change/resumed.bin");
    var file = network.fileUri("change/resumed.bin");
    var first = Web.get(location);
    String tag = first.header("ETag");
    String date = first.header("Last-Modified");
    var throughNode = network.node(1).baseUri().resolve("/origins/local/files/change/resumed.bin");
    assertThat(Web.get(throughNode).body()).isEqualTo(old);

    var same = Web.follow(file, "Range", "bytes=1000-", "If-Range", tag);
    assertThat(same.statusCode()).isEqualTo(206);
    assertThat(same.body()).isEqualTo(Arrays.copyOfRange(old, 1_000, SIZE));

    operator.publish("change/resumed.bin", changed);

    for (String validator : new String[] {tag, date}) {
      var atOrigin =
          Web.get(
              network.fileUri("change/resumed.bin?direct"),
              "Range",
              "bytes=1000-",
              "If-Range",
              validator);
      assertThat(atOrigin.statusCode()).as(validator).isEqualTo(200);
      assertThat(atOrigin.body()).isEqualTo(changed);
      var redirected = Web.follow(file, "Range", "bytes=1000-", "If-Range", validator);
      assertThat(redirected.statusCode()).as(validator).isEqualTo(200);
      assertThat(redirected.body()).isEqualTo(changed);
      await()
          .atMost(TestNetwork.PATIENCE)
          .until(() -> Arrays.equals(Web.get(throughNode).body(), changed));
      var atNode = Web.get(throughNode, "Range", "bytes=1000-", "If-Range", validator);
      assertThat(atNode.statusCode()).as(validator).isEqualTo(200);
      assertThat(atNode.body()).isEqualTo(changed);
    }
    var stillOld = Web.get(location, "Range", "bytes=1000-", "If-Range", tag);
    assertThat(stillOld.statusCode()).as("its URL names the version").isEqualTo(206);
    assertThat(stillOld.body()).isEqualTo(Arrays.copyOfRange(old, 1_000, SIZE));
  }

  @Test
  void aFileThatIsRemovedIsGoneAtTheOriginAtOnceAndSoonThroughNodes() throws Exception {
    operator.publish("change/removed.bin", random(SIZE));
    network.awaitRedirect("change/removed.bin");
    var throughNode = network.node(1).baseUri().resolve("/origins/local/files/change/removed.bin");
    assertThat(Web.get(throughNode).statusCode()).isEqualTo(200);

    assertThat(operator.remove("change/removed.bin").statusCode()).isEqualTo(204);

    assertThat(Web.get(network.fileUri("change/removed.bin")).statusCode()).isEqualTo(404);
    await()
        .atMost(TestNetwork.PATIENCE)
        .until(() -> Web.get(throughNode).statusCode(), status -> status == 404);
  }

  @Test
  void whatIsPurgedIsOnNoNodeAnyMore() throws Exception {
    byte[] one = random(SIZE);
    byte[] before = random(SIZE);
    byte[] kept = random(SIZE);
    operator.publish("purge/a/one.bin", before);
    var oldLocation = network.awaitRedirect("purge/a/one.bin");
    everywhere("purge/a/one.bin", before);
    operator.publish("purge/a/one.bin", one);
    everywhere("purge/a/one.bin", one);
    operator.publish("purge/kept.bin", kept);
    everywhere("purge/kept.bin", kept);
    operator.remove("purge/a/one.bin");

    var status = operator.done("purges", "{\"origin\":\"local\",\"prefixes\":[\"purge/a/\"]}");

    assertThat(status.at("/versions").asInt()).isEqualTo(2);
    assertThat(status.at("/nodes").valueStream())
        .allSatisfy(node -> assertThat(node.at("/receipt").asString()).isEqualTo("CONFIRMED"))
        .hasSize(SharedNetwork.NODES);
    assertThat(operator.nodesWith(Web.sha256(one))).isEmpty();
    assertThat(operator.nodesWith(Web.sha256(before))).isEmpty();
    assertThat(operator.nodesWith(Web.sha256(kept))).hasSize(SharedNetwork.NODES);
    var gone = Web.follow(oldLocation);
    assertThat(gone.statusCode()).isEqualTo(404);
  }

  @Test
  void aPurgedFileThatIsStillPublishedIsFilledAnew() throws Exception {
    byte[] content = random(SIZE);
    operator.publish("purge/again.bin", content);
    everywhere("purge/again.bin", content);
    double conveyed = network.bytesConveyedToNodes();

    operator.done("purges", "{\"versions\":[\"%s\"]}".formatted(Web.sha256(content)));

    var own = network.node(1).baseUri().resolve("/origins/local/files/purge/again.bin");
    assertThat(Web.get(own).body()).isEqualTo(content);
    network.awaitHolders(Web.sha256(content), 1);
    assertThat(network.bytesConveyedToNodes() - conveyed).isEqualTo(SIZE);
  }

  @Test
  void whatIsPreheatedIsOnTheNodesBeforeAnybodyAsksAndCostsTheOriginOneCopy() throws Exception {
    byte[] one = random(SIZE);
    byte[] two = random(SIZE);
    operator.publish("preheat/one.bin", one);
    operator.publish("preheat/two.bin", two);
    double conveyed = network.bytesConveyedToNodes();

    var status =
        operator.done(
            "preheats",
            """
            {"origin":"local","prefixes":["preheat/"],"zones":["default"],"copies":3}\
            """);

    assertThat(status.at("/counts/done").asInt()).isEqualTo(6);
    assertThat(status.at("/unplaced").asInt()).isZero();
    assertThat(operator.nodesWith(Web.sha256(one))).hasSize(3);
    assertThat(operator.nodesWith(Web.sha256(two))).hasSize(3);
    assertThat(network.bytesConveyedToNodes() - conveyed).isEqualTo(2 * SIZE);
  }

  @Test
  void aDrainedNodeHandsOverWhatItAloneHoldsAndLeavesWhileItsTransfersEnd() throws Exception {
    byte[] content = random(LARGE);
    operator.publish("drain/alone.bin", content);
    network.awaitPublished("drain/alone.bin");
    var location =
        URI.create(
            network.node(3).baseUri()
                + "/origins/local/versions/"
                + Web.sha256(content)
                + "/drain/alone.bin");
    assertThat(Web.get(location).body()).isEqualTo(content);
    network.awaitHolders(Web.sha256(content), 1);
    double conveyed = network.bytesConveyedToNodes();
    var running = Web.open(location);

    operator.drain("node-3");
    try {
      await()
          .atMost(TestNetwork.PATIENCE)
          .until(
              () -> operator.node("node-3"),
              node -> node.at("/state").asString().equals("DEPARTED"));

      var drain = operator.node("node-3").at("/drain");
      assertThat(drain.at("/lastCopies").asInt()).isZero();
      assertThat(drain.at("/drainedAt").asString()).isNotEmpty();
      assertThat(operator.nodesWith(Web.sha256(content))).hasSizeGreaterThan(1).contains(3);
      assertThat(network.bytesConveyedToNodes()).isEqualTo(conveyed);
      assertThat(network.awaitRedirect("drain/alone.bin").getPort())
          .isNotEqualTo(network.node(3).baseUri().getPort());
      assertThat(running.readAllBytes()).isEqualTo(content);
    } finally {
      running.close();
      operator.endDrain("node-3");
      network.awaitLiveNodes(SharedNetwork.NODES);
    }
    network.awaitHolders(Web.sha256(content), operator.nodesWith(Web.sha256(content)).size());
  }

  private void everywhere(String path, byte[] content) throws IOException {
    network.awaitPublished(path);
    for (int number = 1; number <= SharedNetwork.NODES; number++) {
      var own = network.node(number).baseUri().resolve("/origins/local/files/" + path);
      await().atMost(TestNetwork.PATIENCE).until(() -> Arrays.equals(Web.get(own).body(), content));
      network.awaitHolders(Web.sha256(content), number);
    }
  }

  private static byte[] random(int size) {
    byte[] content = new byte[size];
    ThreadLocalRandom.current().nextBytes(content);
    return content;
  }
}
