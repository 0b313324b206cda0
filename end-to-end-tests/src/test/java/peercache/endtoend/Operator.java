package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** What an operator asks of a network, as with curl. */
final class Operator {
  private final TestNetwork network;

  Operator(TestNetwork network) {
    this.network = network;
  }

  Web.Answer publish(String path, byte[] content) throws IOException {
    return Web.put(network.fileUri(path), content, "Authorization", publisher());
  }

  Web.Answer remove(String path) throws IOException {
    return Web.delete(network.fileUri(path), "Authorization", publisher());
  }

  /** Asks the registry for something that takes a while, and waits until it is done. */
  JsonNode done(String what, String body) throws IOException {
    var begun = Web.post(registry().resolve("/v1/" + what), body, "Authorization", publisher());
    assertThat(begun.statusCode()).as(begun.text()).isEqualTo(202);
    var uri = registry().resolve(begun.header("Location"));
    return await()
        .atMost(TestNetwork.PATIENCE)
        .until(
            () -> Web.json(Web.get(uri, "Authorization", publisher()).body()),
            status -> status.at("/state").asString().equals("DONE"));
  }

  JsonNode node(String id) throws IOException {
    return Web.json(registry().resolve("/v1/nodes/" + id));
  }

  void drain(String id) throws IOException {
    var answer = Web.put(drainUri(id), new byte[0], "Authorization", member());
    assertThat(answer.statusCode()).as(answer.text()).isEqualTo(200);
  }

  void endDrain(String id) throws IOException {
    assertThat(Web.delete(drainUri(id), "Authorization", member()).statusCode()).isEqualTo(204);
  }

  private URI drainUri(String id) {
    return registry().resolve("/v1/nodes/" + id + "/drain");
  }

  /** The numbers of the nodes that have a whole version on their disks. */
  List<Integer> nodesWith(String version) {
    return IntStream.rangeClosed(1, network.network().plan().nodes())
        .filter(number -> Files.exists(storedOn(number, version)))
        .boxed()
        .toList();
  }

  Path storedOn(int node, String version) {
    return network
        .data()
        .resolve("node-" + node + "/store")
        .resolve(version.substring(0, 2))
        .resolve(version);
  }

  private URI registry() {
    return network.network().registry().baseUri();
  }

  private String publisher() throws IOException {
    return bearer(network.network().publisherKeyFile());
  }

  private String member() throws IOException {
    return bearer(network.network().networkKeyFile());
  }

  private static String bearer(Path key) throws IOException {
    return "Bearer " + Files.readString(key).strip();
  }
}
