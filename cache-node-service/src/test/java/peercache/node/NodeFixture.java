package peercache.node;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import peercache.nodetest.ScriptedOrigin;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.TestNode;

/** An origin and a registry that are scripted, and a node of its own for each test. */
abstract class NodeFixture {
  @TempDir Path data;

  final ScriptedOrigin origin = new ScriptedOrigin();
  final ScriptedRegistry registry = new ScriptedRegistry();
  private @Nullable TestNode node;

  /** Starts the test's node; one that runs already is stopped, and its data found again. */
  final TestNode start(String... settings) {
    if (node != null) {
      node.close();
    }
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
