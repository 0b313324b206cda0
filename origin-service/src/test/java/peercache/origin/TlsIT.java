package peercache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.edge.tls.TestTls;
import peercache.origin.testing.RunningOrigin;
import peercache.origin.testing.ScriptedNode;
import peercache.origin.testing.ScriptedRegistry;
import peercache.origin.testing.ScriptedRegistry.Named;

/** A network with an authority of its own: callers are sent from https to https. */
@SuppressWarnings("NullAway.Init")
class TlsIT {
  @TempDir Path directory;
  @TempDir Path data;
  private ScriptedRegistry registry;
  private ScriptedNode node;
  private RunningOrigin origin;
  private HttpClient client;

  @BeforeEach
  void start() throws Exception {
    Files.write(directory.resolve("a.bin"), new byte[70_000]);
    registry = new ScriptedRegistry();
    node = new ScriptedNode(TestTls.context("second"));
    registry.holders = List.of(Named.holding("n1", node.uri()));
    var settings = new ArrayList<>(TestTls.properties());
    settings.add("peercache.origin.registry=" + registry.uri());
    origin = RunningOrigin.start(directory, data, settings.toArray(String[]::new));
    client = HttpClient.newBuilder().sslContext(TestTls.context("first")).build();
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    origin.close();
    node.close();
    registry.close();
  }

  @Test
  void redirectsToANodeThatItProbesOverTls() {
    await().untilAsserted(() -> assertThat(get("Range", "bytes=0-1").statusCode()).isEqualTo(302));
    assertThat(location(get("Range", "bytes=0-2"))).startsWith(node.uri() + "/origins/local/");

    // The same request again: whether the node can serve it is asked over TLS.
    var again = get("Range", "bytes=0-2");

    assertThat(location(again)).startsWith(node.uri() + "/origins/local/");
    assertThat(node.requests).anyMatch(line -> line.startsWith("GET /origins/local/versions/"));
  }

  @Test
  void isKnownToTheRegistryByHttps() {
    await()
        .untilAsserted(() ->
            assertThat(registry.joins)
                .anyMatch(join -> join.contains("https://localhost:" + origin.port())));
  }

  private static String location(HttpResponse<byte[]> answer) {
    return answer.headers().firstValue("Location").orElse("none");
  }

  private HttpResponse<byte[]> get(String... headers) {
    var uri = URI.create("https://localhost:" + origin.port() + "/files/a.bin");
    try {
      return client.send(
          HttpRequest.newBuilder(uri).headers(headers).build(), BodyHandlers.ofByteArray());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
