package peercache.node.intermediary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import peercache.api.VersionId;
import peercache.node.script.Answer;
import peercache.node.script.NetworkSide;
import peercache.node.script.RawClient;
import peercache.node.script.Received;
import peercache.node.script.ScriptedRegistry;
import peercache.node.script.ScriptedServer;

@NullUnmarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedirectingIT {
  private static final VersionId VERSION = NetworkSide.version(9).id();
  private static final String HOLDER =
      "{\"id\":\"%s\",\"baseUri\":\"http://%s.example:8082\",\"zone\":\"eu\",\"state\":\"HOLDING\","
          + "\"tier\":0,\"leaseRemaining\":\"PT5S\"}";
  @TempDir static Path data;
  private ScriptedServer origin;
  private ScriptedRegistry registry;
  private ConfigurableApplicationContext node;
  private volatile String holders = "";

  @BeforeAll
  void start() throws IOException {
    origin = new ScriptedServer(RedirectingIT::origin);
    registry = new ScriptedRegistry();
    node =
        NetworkSide.start(
            data,
            "peercache.node.registry=" + registry.server().uri(),
            "peercache.node.origins.docs=" + origin.uri(),
            "peercache.node.intermediary.mode=redirect",
            "peercache.node.intermediary.hosts.docs=docs.example");
  }

  @AfterAll
  void stop() throws IOException {
    node.close();
    origin.close();
    registry.close();
  }

  private static Answer origin(Received request) {
    return request.method().equals("HEAD")
        ? Answer.raw(
            "HTTP/1.1 200 OK\r\nContent-Length: 300\r\nETag: \"sha-256-" + VERSION + "\"\r\n\r\n")
        : Answer.of(200, "from the origin");
  }

  private @Nullable Answer holders(Received request) {
    return request.target().contains("/holders")
        ? Answer.json(
            200,
            "{\"id\":\"%s\",\"zone\":\"eu\",\"holders\":[%s],\"rejected\":[]}"
                .formatted(VERSION, holders))
        : null;
  }

  @BeforeEach
  void oneHolder() {
    holders = HOLDER.formatted("node-2", "node-2");
    registry.except(this::holders);
    origin.answerWith(RedirectingIT::origin);
  }

  @Test
  void sendsTheCallerToTheBestHolder() throws IOException {
    holders = HOLDER.formatted("node-2", "node-2") + "," + HOLDER.formatted("node-3", "node-3");
    String url = ".example:8082/origins/docs/versions/" + VERSION + "/a%20b";
    assertThat(get("/files/a%20b"))
        .startsWith("HTTP/1.1 302 ")
        .contains("Location: http://node-2" + url + "\r\n")
        .contains("Link: <http://node-3" + url + ">; rel=duplicate; pri=2\r\n")
        .contains("Cache-Control: no-store\r\n", "Peercache-Route: node=node-2; reason=holder\r\n")
        .contains("Repr-Digest: sha-256=:", "Digest: SHA-256=", "Content-Length: 0\r\n")
        .contains("Via: 1.1 node-1\r\n");
    assertThat(origin.received("HEAD", "/files/a%20b?direct")).hasSize(1);
    assertThat(origin.received("GET", "/files/a%20b")).isEmpty();
    assertThat(registry.server().received("GET", "/v1/versions/").getFirst().target())
        .contains("client=127.0.0.1", "origin=docs", "size=300");
  }

  @Test
  void passesOnWhenNobodyHoldsIt() throws IOException {
    holders = "";
    assertPassedOn(get("/files/a"));
  }

  @Test
  void passesOnWhenTheRegistryIsAway() throws IOException {
    registry.except(request -> Answer.hangUp());
    assertPassedOn(get("/files/a"));
  }

  @Test
  void passesOnWhenTheRegistryAnswersGarbage() throws IOException {
    for (var garbage : new String[] {"{}", "null", "[]", "{\"holders\":null}"}) {
      registry.except(
          request -> request.target().contains("/holders") ? Answer.json(200, garbage) : null);
      assertPassedOn(get("/files/a"));
    }
  }

  @Test
  void passesOnWhenTheVersionHasNoName() throws IOException {
    origin.answerWith(request -> Answer.of(200, "from the origin"));
    assertPassedOn(get("/files/nameless"));
  }

  @Test
  void passesCredentialsOnToTheOriginAlone() throws IOException {
    assertPassedOn(get("/files/a", "Authorization: Bearer x"));
    assertPassedOn(get("/files/a?exclude=node-2"));
  }

  private static void assertPassedOn(String answer) {
    assertThat(answer)
        .startsWith("HTTP/1.1 200 ")
        .containsOnlyOnce("Via: 1.1 node-1\r\n")
        .endsWith("from the origin");
  }

  private String get(String target, String... headers) throws IOException {
    String head = RawClient.head("GET " + target, "docs.example", headers);
    return RawClient.send(NetworkSide.port(node), head, "");
  }
}
