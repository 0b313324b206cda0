package peercache.registry.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.Nodes.join;
import static peercache.registry.Nodes.lose;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.NodeId;
import peercache.api.NodeJoin;
import peercache.api.RegistryApi;
import peercache.api.Zone;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;

class ScrapeTargetsIT {
  private static RunningRegistry registry;
  private static RegistryApi api;
  private static HttpClient http;

  @BeforeAll
  static void start() {
    registry = RunningRegistry.start(TestDatabase.create());
    api = registry.member();
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    http.close();
    registry.close();
  }

  @AfterEach
  void forgetNodes() {
    registry.sql().sql("delete from node").update();
  }

  @Test
  void namesEachNodeWhereServicesReachItAtThePortThatWasAskedFor() throws Exception {
    api.join(new NodeId("a"), at("http://files.example:8083", "http://node-a:8083"));
    api.join(new NodeId("b"), at("http://[2001:db8::1]:8082", null));

    var answer = ask("?port=9999");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body())
        .isEqualTo(
            """
            [{"targets":["node-a:9999"],"labels":{"node":"a","zone":"eu/fra"}},\
            {"targets":["[2001:db8::1]:9999"],"labels":{"node":"b","zone":"eu/fra"}}]\
            """);
  }

  @Test
  void keepsTheNodeThatDiedAndForgetsTheOneThatLeft() throws Exception {
    var dead = new NodeId("dead");
    var gone = new NodeId("gone");
    api.join(dead, join("eu", 1));
    api.join(gone, join("eu", 1));
    lose(registry, dead);
    api.leave(gone, 1);

    assertThat(ask("").body()).contains("\"10.0.0.1:9082\"", "\"dead\"").doesNotContain("gone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "x"})
  void refusesAPortThatIsNone(String port) throws Exception {
    var answer = ask("?port=" + port);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("port");
  }

  private static NodeJoin at(String base, @Nullable String internal) {
    return new NodeJoin(
        URI.create(base),
        internal == null ? null : URI.create(internal),
        new Zone("eu/fra"),
        1_000,
        null,
        1);
  }

  private static HttpResponse<String> ask(String query) throws Exception {
    var request = HttpRequest.newBuilder(registry.uri("/v1/scrape-targets" + query)).build();
    return http.send(request, BodyHandlers.ofString());
  }
}
