package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the network is for, sentence by sentence: an origin, caching computers, and a third computer
 * that asks.
 */
@ExtendWith(SharedNetwork.class)
class PeerRelationshipIT {
  private static final int SIZE = 3 << 20;

  private final TestNetwork network;

  PeerRelationshipIT(TestNetwork network) {
    this.network = network;
  }

  @Test
  void aPeerRelationshipBetweenOriginAndNodeIsEstablishedOverTheNetwork() throws IOException {
    var registry = network.network().registry().baseUri();

    assertThat(Web.json(registry.resolve("/v1/origins")).at("/0/id").asString()).isEqualTo("local");
    assertThat(Web.json(registry.resolve("/v1/nodes")).valueStream())
        .extracting(node -> node.at("/id").asString() + " " + node.at("/state").asString())
        .containsExactlyInAnyOrder("node-1 LIVE", "node-2 LIVE", "node-3 LIVE");
  }

  @Test
  void theOriginConveysAFileToADedicatedCachingComputerWhichCachesIt() throws IOException {
    byte[] content = network.put("dedicated.bin", SIZE);
    double before = network.bytesConveyedToNodes();
    network.awaitRedirect("dedicated.bin");

    var answer = Web.follow(network.fileUri("dedicated.bin"));

    assertThat(answer.body()).isEqualTo(content);
    assertThat(nodeOf(answer.uri())).isPositive();
    network.awaitHolders(Web.sha256(content), 1);
    assertThat(network.bytesConveyedToNodes() - before).isEqualTo(SIZE);
    assertThat(storedOn(nodeOf(answer.uri()), Web.sha256(content))).hasBinaryContent(content);
  }

  @Test
  void aFileIsCachedWhereTheRequesterIsAndOthersAreDirectedThere() throws IOException {
    byte[] content = network.put("where/the requester is.bin", SIZE);
    network.awaitRedirect("where/the%20requester%20is.bin");
    var own =
        network.node(2).baseUri().resolve("/origins/local/files/where/the%20requester%20is.bin");

    assertThat(Web.get(own).body()).isEqualTo(content);

    network.awaitHolders(Web.sha256(content), 1);
    // So seldom that it is no demand for which a further node would fill it, and without following.
    var redirect =
        await()
            .atMost(TestNetwork.PATIENCE)
            .pollInterval(Duration.ofMillis(500))
            .until(
                () -> network.awaitRedirect("where/the%20requester%20is.bin"),
                location -> nodeOf(location) == 2);
    var third = Web.get(redirect);
    assertThat(third.body()).isEqualTo(content);
    assertThat(third.header("Cache-Status")).startsWith("node-2").contains("hit");
  }

  @Test
  void theOriginReceivesAThirdComputersRequestAndDirectsItToTheCachingComputer()
      throws IOException {
    byte[] content = network.put("third.bin", SIZE);
    network.awaitRedirect("third.bin");
    Web.follow(network.fileUri("third.bin"));
    network.awaitHolders(Web.sha256(content), 1);
    double conveyed = network.bytesConveyedToNodes();

    var redirect = Web.get(network.fileUri("third.bin"));
    var answer = Web.get(URI.create(redirect.header("Location")));

    assertThat(redirect.statusCode()).isEqualTo(302);
    assertThat(redirect.header("Cache-Control")).isEqualTo("no-store");
    assertThat(redirect.header("Repr-Digest")).startsWith("sha-256=:");
    assertThat(redirect.header("Peercache-Route")).contains("node-");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(content);
    assertThat(answer.header("ETag")).isEqualTo("\"sha-256-" + Web.sha256(content) + "\"");
    assertThat(network.bytesConveyedToNodes()).isEqualTo(conveyed);
  }

  @Test
  void theOriginAndEveryNodeSayTheSameOfAVersion() throws IOException {
    network.put("same.txt", SIZE);
    network.awaitRedirect("same.txt");

    var atNode = Web.follow(network.fileUri("same.txt"));
    var atOrigin = Web.get(network.fileUri("same.txt?direct"));

    for (var header :
        new String[] {
          "ETag", "Last-Modified", "Content-Type", "Content-Length", "Repr-Digest", "Accept-Ranges"
        }) {
      assertThat(atNode.header(header)).as(header).isEqualTo(atOrigin.header(header)).isNotEmpty();
    }
  }

  @Test
  void aNodeThatLostTheFileSendsTheCallerBackAndTheCallerStillGetsIt() throws IOException {
    byte[] content = network.put("lost.bin", SIZE);
    network.awaitRedirect("lost.bin");
    var holder = Web.follow(network.fileUri("lost.bin")).uri();
    network.awaitHolders(Web.sha256(content), 1);

    Files.delete(storedOn(nodeOf(holder), Web.sha256(content)));

    var fromNode = Web.get(holder);
    assertThat(fromNode.statusCode()).isEqualTo(302);
    assertThat(fromNode.header("Location"))
        .startsWith(network.fileUri("lost.bin").toString())
        .contains("exclude=node-" + nodeOf(holder));
    assertThat(Web.follow(network.fileUri("lost.bin")).body()).isEqualTo(content);
  }

  @Test
  void newContentUnderAPathIsLiveAtOnceWhileNodesHoldTheOld() throws IOException {
    byte[] old = network.put("changing.bin", SIZE);
    network.awaitRedirect("changing.bin");
    var oldLocation = Web.follow(network.fileUri("changing.bin")).uri();

    byte[] changed = network.put("changing.bin", SIZE + 1);

    assertThat(Web.follow(network.fileUri("changing.bin")).body()).isEqualTo(changed);
    assertThat(Web.get(oldLocation).body()).isEqualTo(old);
  }

  @Test
  void smallFilesAreServedByTheOriginItself() throws IOException {
    byte[] content = network.put("small.txt", 100);

    var answer = Web.get(network.fileUri("small.txt"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(content);
  }

  private int nodeOf(URI uri) {
    return IntStream.rangeClosed(1, SharedNetwork.NODES)
        .filter(number -> network.node(number).baseUri().getPort() == uri.getPort())
        .findFirst()
        .orElse(0);
  }

  private Path storedOn(int node, String version) {
    return network
        .data()
        .resolve("node-" + node + "/store")
        .resolve(version.substring(0, 2))
        .resolve(version);
  }
}
