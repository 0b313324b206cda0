package peercache.node;

import static peercache.nodetest.Content.PIECE;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedOrigin;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.TestNode;

/** An origin with one file of six pieces, and a node for each test that has nothing of it yet. */
abstract class FillFixture {
  @TempDir Path data;

  final ScriptedOrigin origin = new ScriptedOrigin();
  final ScriptedRegistry registry = new ScriptedRegistry();
  final Content content = origin.publish("a.bin", Content.random(5 * PIECE + 123, 1));
  private @Nullable TestNode node;

  final TestNode start(String... settings) {
    node = TestNode.start("n1", data, origin.uri(), registry, settings);
    return node;
  }

  @AfterEach
  void stop() {
    origin.allowAll();
    if (node != null) {
      node.close();
    }
    origin.close();
  }

  /** The answer as soon as its headers are here. */
  static HttpResponse<InputStream> open(URI uri, String... headers) throws Exception {
    return TestNode.CLIENT.send(
        TestNode.request("GET", uri, headers), BodyHandlers.ofInputStream());
  }
}
