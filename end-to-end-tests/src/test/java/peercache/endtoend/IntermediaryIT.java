package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.endtoend.SharedNetwork.HOST;
import static peercache.endtoend.SharedNetwork.REDIRECTING;
import static peercache.endtoend.SharedNetwork.SERVING;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A node between callers and an origin, which the callers know by another name. */
@ExtendWith(SharedNetwork.class)
class IntermediaryIT {
  private static final int HOLDER = 3;
  private static final int SIZE = 1 << 20;

  @TempDir static Path directory;

  private final TestNetwork network;

  IntermediaryIT(TestNetwork network) {
    this.network = network;
  }

  @Test
  void anIntermediateInterceptsTheCallersRequestAndIsItselfTheCachingComputer() throws Exception {
    byte[] content = network.put("served.bin", SIZE);
    network.awaitPublished("served.bin");
    double before = network.bytesConveyed();

    var first = Curl.download(throughName(SERVING, "/files/served.bin"), directory);
    var second = Curl.download(throughProxy(SERVING, "/files/served.bin"), directory);

    assertThat(first.body()).isEqualTo(content);
    assertThat(second.body()).isEqualTo(content);
    assertThat(network.bytesConveyed() - before).isEqualTo(SIZE);
    network.awaitHolders(Web.sha256(content), 1);
  }

  @Test
  void anIntermediateDirectsTheCallerToTheCachingComputer() throws Exception {
    byte[] content = network.put("directed.bin", SIZE);
    network.awaitPublished("directed.bin");
    Web.get(network.node(HOLDER).baseUri().resolve("/origins/local/files/directed.bin"));
    network.awaitHolders(Web.sha256(content), 1);

    var redirect = Curl.head(throughName(REDIRECTING, "/files/directed.bin"), directory);
    var followed = Curl.download(throughName(REDIRECTING, "/files/directed.bin"), directory);

    assertThat(redirect)
        .startsWith("HTTP/1.1 302 ")
        .contains("Location: " + network.node(HOLDER).baseUri() + "/origins/local/versions/");
    assertThat(followed.body()).isEqualTo(content);
  }

  @Test
  void anIntermediateFacilitatesCommunicationBetweenOriginAndCaller() throws Exception {
    byte[] content = "published through an intermediate".getBytes(StandardCharsets.UTF_8);
    var file = Files.write(directory.resolve("to-publish"), content);
    String key = Files.readString(network.network().publisherKeyFile()).strip();

    var put =
        Curl.download(
            throughName(SERVING, "/files/published.txt"),
            directory,
            "-T",
            file.toString(),
            "-H",
            "Authorization: Bearer " + key);
    var listing = Curl.download(throughName(SERVING, "/files/"), directory);

    assertThat(put.exitCode()).as(put.errors()).isZero();
    assertThat(Web.follow(network.fileUri("published.txt")).body()).isEqualTo(content);
    assertThat(new String(listing.body(), StandardCharsets.UTF_8)).contains("published.txt");
  }

  @Test
  void anIntermediateIsNoOpenProxy() throws Exception {
    assertThat(
            Curl.head(
                throughProxy(SERVING, "/files/x").withUrl("http://elsewhere.example/"), directory))
        .startsWith("HTTP/1.1 403 ");
    assertThat(
            Curl.head(
                throughProxy(SERVING, "/").withUrl("https://" + HOST + "/files/x"), directory))
        .startsWith("HTTP/1.1 405 ");
  }

  /** The origin's name resolves to the node. */
  private Curl.Target throughName(int node, String path) {
    int port = network.node(node).baseUri().getPort();
    return new Curl.Target(
        "http://" + HOST + ":" + port + path, "--resolve", HOST + ":" + port + ":127.0.0.1");
  }

  /** The node is the caller's {@code http_proxy}. */
  private Curl.Target throughProxy(int node, String path) {
    return new Curl.Target(
        "http://" + HOST + path, "--proxy", network.node(node).baseUri().toString());
  }
}
