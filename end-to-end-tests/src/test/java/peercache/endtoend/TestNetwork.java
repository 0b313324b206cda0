package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import peercache.localnetwork.LocalNetwork;
import peercache.localnetwork.Plan;
import peercache.localnetwork.Ports;
import peercache.localnetwork.ServiceProcess;

/** A network for one test class, with the questions that tests ask of it. */
final class TestNetwork implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LocalNetwork network;
  private final Path files;

  private TestNetwork(LocalNetwork network, Path files) {
    this.network = network;
    this.files = files;
  }

  /**
   * @param directory holds the origin's {@code files} and the network's {@code data}; an earlier
   *     network's may be reused
   */
  static TestNetwork start(Path directory, int nodes, Map<String, Map<String, String>> properties)
      throws IOException, InterruptedException {
    return start(directory, nodes, Ports.freeBase(nodes), properties);
  }

  static TestNetwork start(
      Path directory, int nodes, int basePort, Map<String, Map<String, String>> properties)
      throws IOException, InterruptedException {
    var files = Files.createDirectories(directory.resolve("files"));
    var data = Files.createDirectories(directory.resolve("data"));
    var home = Path.of(System.getProperty("peercache.home", ".."));
    var plan = new Plan(home, files, data, "localhost", basePort, nodes, properties);
    return new TestNetwork(LocalNetwork.start(plan, line -> {}), files);
  }

  LocalNetwork network() {
    return network;
  }

  Path data() {
    return network.plan().data();
  }

  /** Another registry on the same database, which the network itself knows nothing of. */
  ServiceProcess startSecondRegistry(URI uri) throws IOException {
    return network.startRegistry("registry-2", uri);
  }

  ServiceProcess node(int number) {
    return network.node(number);
  }

  /** Puts a file into the origin's directory, as its owner does, by renaming it into place. */
  byte[] put(String path, int size) throws IOException {
    byte[] content = new byte[size];
    ThreadLocalRandom.current().nextBytes(content);
    put(path, content);
    return content;
  }

  void put(String path, byte[] content) throws IOException {
    var file = files.resolve(path);
    Files.createDirectories(file.getParent());
    var written = Files.write(Files.createTempFile(files, ".new-", ""), content);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
  }

  URI fileUri(String encodedPath) {
    return network.fileUri(encodedPath);
  }

  /**
   * Waits until the origin knows the file's version and redirects callers; answers where it
   * redirects to.
   */
  URI awaitRedirect(String encodedPath) {
    var location =
        await()
            .atMost(PATIENCE)
            .ignoreExceptionsInstanceOf(IOException.class)
            .until(() -> Web.head(fileUri(encodedPath)), answer -> answer.statusCode() == 302)
            .headers()
            .firstValue("Location");
    assertThat(location).isPresent();
    return URI.create(location.orElseThrow());
  }

  /** Waits until the origin knows the file's version, without making a node fill it. */
  void awaitPublished(String encodedPath) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(
            () -> Web.head(fileUri(encodedPath + "?direct")).header("ETag"),
            etag -> etag.startsWith("\"sha-256-"));
  }

  /** Waits until the registry counts so many nodes that hold the version. */
  void awaitHolders(String versionId, int count) {
    var uri =
        network.registry().baseUri().resolve("/v1/versions/" + versionId + "/holders?limit=64");
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() ->
            assertThat(Web.json(uri).at("/holders").valueStream())
                .filteredOn(holder -> holder.at("/state").asString().equals("HOLDING"))
                .hasSize(count));
  }

  /** Waits until the registry knows a node that holds the version. */
  void awaitHeld(String versionId) {
    var uri = network.registry().baseUri().resolve("/v1/versions/" + versionId + "/holders");
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() ->
            assertThat(Web.json(uri).at("/holders").valueStream())
                .anyMatch(holder -> holder.at("/state").asString().equals("HOLDING")));
  }

  /** Waits until so many nodes renew and are named to others. */
  void awaitLiveNodes(int count) {
    var uri = network.registry().baseUri().resolve("/v1/nodes");
    await()
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() ->
            assertThat(Web.json(uri).valueStream())
                .filteredOn(node ->
                    node.at("/state").asString().equals("LIVE") && !node.at("/unnamed").isString())
                .hasSize(count));
  }

  /** The value of one counter of a service, 0 if it has not counted yet. */
  double metric(ServiceProcess service, String name, String tag) throws IOException {
    var uri = service.baseUri();
    var management =
        URI.create("http://localhost:" + (uri.getPort() + 1_000) + "/actuator/prometheus");
    return Web.get(management)
        .text()
        .lines()
        .filter(line -> line.startsWith(name) && line.contains(tag))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Bytes of content that the origin sent to whomever. */
  double bytesConveyed() throws IOException {
    return metric(network.origin(), "peercache_origin_bytes_total", "");
  }

  double bytesConveyedToNodes() throws IOException {
    return metric(network.origin(), "peercache_origin_bytes_total", "to=\"node\"");
  }

  /** Bytes of content that all nodes sent to callers. */
  double bytesServedToCallers() throws IOException {
    double sent = 0;
    for (int number = 1; number <= network.plan().nodes(); number++) {
      sent += bytesServedToCallers(node(number));
    }
    return sent;
  }

  /** Bytes of content that a node sent to callers. */
  double bytesServedToCallers(ServiceProcess node) throws IOException {
    return metric(node, "peercache_node_bytes_served_total", "to=\"caller\"");
  }

  @Override
  public void close() {
    network.close();
  }
}
