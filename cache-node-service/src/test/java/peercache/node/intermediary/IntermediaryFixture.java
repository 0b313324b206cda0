package peercache.node.intermediary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import peercache.node.script.Answer;
import peercache.node.script.NetworkSide;
import peercache.node.script.RawClient;
import peercache.node.script.Received;
import peercache.node.script.ScriptedRegistry;
import peercache.node.script.ScriptedServer;

/** A node as an intermediate that serves, on real sockets and byte for byte. */
@NullUnmarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class IntermediaryFixture {
  private final String[] settings;
  ScriptedServer origin;
  ScriptedRegistry registry;
  ConfigurableApplicationContext node;
  int port;

  /**
   * @param settings further properties, {@code name=value} each
   */
  IntermediaryFixture(String... settings) {
    this.settings = settings;
  }

  @BeforeAll
  void start(@TempDir Path data) throws IOException {
    origin = new ScriptedServer(request -> Answer.of(200, "from the origin"));
    registry = new ScriptedRegistry();
    var all =
        Stream.of(
            "peercache.node.base-uri=http://node-1.example:8082",
            "peercache.node.registry=" + registry.server().uri(),
            "peercache.node.origins.docs=" + origin.uri() + "/base",
            "peercache.node.origins.loop=http://node-1.example:8082",
            "peercache.node.origins.gone=http://localhost:1",
            "peercache.node.intermediary.hosts.docs=docs.example,docs.example:8082,[::1]:8082",
            "peercache.node.intermediary.hosts.loop=loop.example",
            "peercache.node.intermediary.hosts.gone=gone.example",
            "peercache.node.intermediary.hosts.unknown=unknown.example");
    node = NetworkSide.start(data, Stream.concat(all, Stream.of(settings)).toArray(String[]::new));
    port = NetworkSide.port(node);
  }

  @AfterAll
  void stop() throws IOException {
    node.close();
    origin.close();
    registry.close();
  }

  @BeforeEach
  void originAnswers() {
    origin.answerWith(request -> Answer.of(200, "from the origin"));
  }

  Received lastReceived() {
    return origin.received().getLast();
  }

  static String toDocs(String start, String... headers) {
    return RawClient.head(start, "docs.example", headers);
  }

  /** What comes of a request that the origin must not see. */
  String sendPastTheOrigin(String head) throws IOException {
    int before = origin.received().size();
    String answer = send(head);
    assertThat(origin.received()).hasSize(before);
    return answer;
  }

  String send(String head) throws IOException {
    return send(head, "");
  }

  String send(String head, String body) throws IOException {
    return RawClient.send(port, head, body);
  }
}
