package peercache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.FilePath;
import peercache.origin.testing.RunningOrigin;
import peercache.origin.testing.ScriptedNode;
import peercache.origin.testing.ScriptedRegistry;
import peercache.origin.testing.ScriptedRegistry.Mode;
import peercache.origin.testing.ScriptedRegistry.Named;

/**
 * An origin whose registry and nodes are scripted. Each test has a version and nodes of its own, so
 * that none sees what another one left.
 */
abstract class RedirectingOrigin {
  static final int SIZE = 70_000;

  @TempDir static Path directory;
  @TempDir static Path data;
  static ScriptedRegistry registry;
  static RunningOrigin origin;
  private static int tests;

  ScriptedNode first;
  ScriptedNode second;
  String node1 = "";
  String node2 = "";
  byte[] content = {};
  String hex = "";
  String name = "";
  String file = "";
  private int requests;

  @BeforeAll
  static void startOrigin() throws Exception {
    registry = new ScriptedRegistry();
    origin =
        RunningOrigin.start(
            directory,
            data,
            "peercache.origin.id=test",
            "peercache.origin.registry=" + registry.uri(),
            "peercache.http.proxies.trusted=127.0.0.2");
  }

  @AfterAll
  static void stopOrigin() {
    origin.close();
    registry.close();
  }

  @BeforeEach
  void start() throws Exception {
    int number = ++tests;
    first = new ScriptedNode();
    second = new ScriptedNode();
    node1 = "n" + number + "-1";
    node2 = "n" + number + "-2";
    content = ByteBuffer.allocate(SIZE).putInt(number).array();
    hex = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    name = "a b%" + number + ".bin";
    file = "/files/" + new FilePath(name).toUriPath();
    assertThat(origin.put(file, content).statusCode()).isEqualTo(201);
    registry.mode = Mode.ANSWER;
    registry.holders =
        List.of(
            Named.holding(node1, first.uri()),
            new Named(node2, second.uri(), "HOLDING", 1, "PT15S"));
  }

  @AfterEach
  void stop() throws Exception {
    first.close();
    second.close();
  }

  String location(URI node) {
    return node + "/origins/test/versions/" + hex + "/" + new FilePath(name).toUriPath();
  }

  String routeOf(String method, String... headers) {
    var response = origin.send(method, file, new byte[0], headers);
    return response.headers().firstValue("Peercache-Route").orElse("none");
  }

  void awaitRoute(String expected) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(freshRoute()).isEqualTo(expected));
  }

  /** Each time another request, so that none is taken for a repetition. */
  String freshRoute() {
    return routeOf("GET", "Range", "bytes=0-" + requests++);
  }
}
