package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.localnetwork.Ports;

/**
 * A node between callers and an origin. The callers know the origin as {@code files.example}; node
 * 1 serves what it intercepts, node 2 redirects.
 */
class IntermediaryIT {
  private static final String HOST = "files.example";
  private static final int SIZE = 1 << 20;

  @TempDir static Path directory;

  private static TestNetwork network;

  @BeforeAll
  static void start() throws Exception {
    int basePort = Ports.freeBase(2);
    network =
        TestNetwork.start(
            directory,
            2,
            basePort,
            Map.of(
                "node-1", intermediary("serve", basePort + 2),
                "node-2", intermediary("redirect", basePort + 3)));
    network.awaitLiveNodes(2);
  }

  private static Map<String, String> intermediary(String mode, int port) {
    return Map.of(
        "PEERCACHE_NODE_INTERMEDIARY_HOSTS_LOCAL",
        HOST + "," + HOST + ":" + port,
        "PEERCACHE_NODE_INTERMEDIARY_MODE",
        mode);
  }

  @AfterAll
  static void stop() {
    network.close();
  }

  @Test
  void anIntermediateInterceptsTheCallersRequestAndIsItselfTheCachingComputer() throws Exception {
    byte[] content = network.put("served.bin", SIZE);
    network.awaitPublished("served.bin");
    double before = network.bytesConveyed();

    var first = Curl.download(throughName(1, "/files/served.bin"), directory);
    var second = Curl.download(throughProxy(1, "/files/served.bin"), directory);

    assertThat(first.body()).isEqualTo(content);
    assertThat(second.body()).isEqualTo(content);
    assertThat(network.bytesConveyed() - before).isEqualTo(SIZE);
    network.awaitHolders(Web.sha256(content), 1);
  }

  @Test
  void anIntermediateDirectsTheCallerToTheCachingComputer() throws Exception {
    byte[] content = network.put("directed.bin", SIZE);
    network.awaitPublished("directed.bin");
    Web.get(network.node(1).baseUri().resolve("/origins/local/files/directed.bin"));
    network.awaitHolders(Web.sha256(content), 1);

    var redirect = Curl.head(throughName(2, "/files/directed.bin"), directory);
    var followed = Curl.download(throughName(2, "/files/directed.bin"), directory);

    assertThat(redirect)
        .startsWith("HTTP/1.1 302 ")
        .contains("Location: " + network.node(1).baseUri() + "/origins/local/versions/");
    assertThat(followed.body()).isEqualTo(content);
  }

  @Test
  void anIntermediateFacilitatesCommunicationBetweenOriginAndCaller() throws Exception {
    byte[] content = "published through an intermediate".getBytes(StandardCharsets.UTF_8);
    var file = Files.write(directory.resolve("to-publish"), content);
    String key = Files.readString(network.network().publisherKeyFile()).strip();

    var put =
        Curl.download(
            throughName(1, "/files/published.txt"),
            directory,
            "-T",
            file.toString(),
            "-H",
            "Authorization: Bearer " + key);
    var listing = Curl.download(throughName(1, "/files/"), directory);

    assertThat(put.exitCode()).as(put.errors()).isZero();
    assertThat(Web.follow(network.fileUri("published.txt")).body()).isEqualTo(content);
    assertThat(new String(listing.body(), StandardCharsets.UTF_8)).contains("published.txt");
  }

  @Test
  void anIntermediateIsNoOpenProxy() throws Exception {
    assertThat(
            Curl.head(throughProxy(1, "/files/x").withUrl("http://elsewhere.example/"), directory))
        .startsWith("HTTP/1.1 403 ");
    assertThat(Curl.head(throughProxy(1, "/").withUrl("https://" + HOST + "/files/x"), directory))
        .startsWith("HTTP/1.1 405 ");
  }

  /** The origin's name resolves to the node. */
  private static Curl.Target throughName(int node, String path) {
    int port = network.node(node).baseUri().getPort();
    return new Curl.Target(
        "http://" + HOST + ":" + port + path, "--resolve", HOST + ":" + port + ":127.0.0.1");
  }

  /** The node is the caller's {@code http_proxy}. */
  private static Curl.Target throughProxy(int node, String path) {
    return new Curl.Target(
        "http://" + HOST + path, "--proxy", network.node(node).baseUri().toString());
  }
}
