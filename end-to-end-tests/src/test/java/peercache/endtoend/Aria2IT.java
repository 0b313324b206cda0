package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A download client that takes one file from many places: aria2. */
@ExtendWith(SharedNetwork.class)
class Aria2IT {
  private static final int SIZE = 10 << 20;
  private static final int PIECE = 1 << 20;

  @TempDir Path directory;

  private final TestNetwork network;

  Aria2IT(TestNetwork network) {
    this.network = network;
  }

  @Test
  void takesOneFileFromSeveralNodesAtOnceByItsMetalink() throws Exception {
    byte[] content = putOnAllNodes("metalink.bin");
    var before = sentByEachNode();

    // All nodes are on one host here, to which aria2 would open but one connection.
    aria2(
            "--max-connection-per-server=4",
            "--follow-metalink=mem",
            "--check-integrity=true",
            uri("metalink.bin?metalink"))
        .requireSuccess();

    assertThat(directory.resolve("metalink.bin")).hasBinaryContent(content);
    assertThat(nodesThatSentSince(before)).isGreaterThanOrEqualTo(2);
  }

  @Test
  void fetchesTheOnePieceAgainWhoseHashIsWrong() throws Exception {
    byte[] content = putOnAllNodes("damaged.bin");
    byte[] damaged = content.clone();
    damaged[3 * PIECE + 17] ^= 1;
    Files.write(directory.resolve("damaged.bin"), damaged);
    double before = network.bytesServedToCallers();

    aria2("--follow-metalink=mem", "--check-integrity=true", uri("damaged.bin?metalink"))
        .requireSuccess();

    assertThat(directory.resolve("damaged.bin")).hasBinaryContent(content);
    assertThat(network.bytesServedToCallers() - before).isLessThan(SIZE / 2.0);
  }

  @Test
  void takesOneFileFromSeveralNodesAtOnceByTheLinksOfTheRedirectAndChecksItsDigest()
      throws Exception {
    byte[] content = putOnAllNodes("links.bin");
    var before = sentByEachNode();

    // With the origin on another host than the nodes, as far as aria2 can tell.
    String uri = uri("links.bin").replace("localhost", "127.0.0.1");
    var result = aria2("--check-integrity=true", uri).requireSuccess();

    assertThat(directory.resolve("links.bin")).hasBinaryContent(content);
    assertThat(result.output()).contains("Verification finished successfully");
    assertThat(nodesThatSentSince(before)).isGreaterThanOrEqualTo(2);
    assertThat(directory).isDirectoryNotContaining("glob:**.meta4");
  }

  private Tool.Result aria2(String... arguments) throws IOException, InterruptedException {
    // In two parts that are not split again, each larger than what a node writes at once: what it
    // wrote in part when a connection ends is not counted. Slow enough that both get their turn.
    var command =
        new ArrayList<>(
            List.of(
                "aria2c",
                "--no-conf",
                "--split=4",
                "--min-split-size=5M",
                "--max-download-limit=16M",
                "--file-allocation=none"));
    command.addAll(List.of(arguments));
    return Tool.in(directory).run(command);
  }

  private String uri(String target) {
    return network.fileUri(target).toString();
  }

  private byte[] putOnAllNodes(String name) throws IOException {
    byte[] content = network.put(name, SIZE);
    network.awaitPublished(name);
    for (int number = 1; number <= SharedNetwork.NODES; number++) {
      Web.get(network.node(number).baseUri().resolve("/origins/local/files/" + name));
    }
    network.awaitHolders(Web.sha256(content), SharedNetwork.NODES);
    return content;
  }

  private List<Double> sentByEachNode() throws IOException {
    var sent = new ArrayList<Double>();
    for (int number = 1; number <= SharedNetwork.NODES; number++) {
      sent.add(network.bytesServedToCallers(network.node(number)));
    }
    return sent;
  }

  private long nodesThatSentSince(List<Double> before) throws IOException {
    var now = sentByEachNode();
    return IntStream.range(0, now.size()).filter(i -> now.get(i) > before.get(i)).count();
  }
}
