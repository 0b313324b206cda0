package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.nodetest.Content.PIECE;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.edge.tls.TestTls;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedOrigin;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.TestNode;

/** A network with an authority of its own: the node calls by https and is called so. */
class TlsIT {
  @TempDir Path data;

  private final Content content = Content.random(2 * PIECE + 7, 5);

  @Test
  void fillsFromAnOriginAndServesOverTls() throws Exception {
    try (var origin = new ScriptedOrigin(TestTls.context("second"));
        var node = start(origin, TestTls.properties())) {
      origin.publish("a.bin", content);

      for (String status : List.of("miss", "hit")) {
        var answer = get(https(node.version(content)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Status").orElseThrow()).contains(status);
        assertThat(answer.body()).isEqualTo(content.bytes());
      }
      var file = get(https(node.file("a.bin")));
      assertThat(file.body()).isEqualTo(content.bytes());
      assertThat(origin.conveyed).hasValue(content.bytes().length);
    }
  }

  @Test
  void sendsBackToAnOriginWhoseAuthorityItDoesNotTrust() throws Exception {
    var withoutTrust =
        TestTls.properties().stream().filter(p -> !p.startsWith("peercache.outbound")).toList();
    try (var origin = new ScriptedOrigin(TestTls.context("second"));
        var node = start(origin, withoutTrust)) {
      origin.publish("a.bin", content);

      var answer = get(https(node.version(content)));

      assertThat(answer.statusCode()).isEqualTo(302);
      assertThat(answer.headers().firstValue("Location").orElseThrow())
          .startsWith(origin.uri() + "/files/");
      assertThat(origin.conveyed).hasValue(0);
    }
  }

  private TestNode start(ScriptedOrigin origin, List<String> settings) {
    return TestNode.start(
        "n1", data, origin.uri(), new ScriptedRegistry(), settings.toArray(String[]::new));
  }

  private static URI https(URI uri) {
    return URI.create(uri.toString().replaceFirst("http:", "https:"));
  }

  private static HttpResponse<byte[]> get(URI uri) throws Exception {
    try (var client = HttpClient.newBuilder().sslContext(TestTls.context("first")).build()) {
      return client.send(TestNode.request("GET", uri), BodyHandlers.ofByteArray());
    }
  }
}
