package peercache.node.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import peercache.edge.Key;
import peercache.edge.NodeProof;
import peercache.edge.OpenTo;
import peercache.edge.Role;
import peercache.node.CacheNodeApplication;
import peercache.node.membership.NodeIdentity;
import peercache.node.script.RawClient;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedOrigin;
import peercache.nodetest.TestNode;

/** The whole application, as it is started for real, while the registry is away. */
class NodeDoorsIT {
  @TempDir static Path data;

  private static ScriptedOrigin origin;
  private static ConfigurableApplicationContext node;

  @BeforeAll
  static void start() {
    origin = new ScriptedOrigin();
    node =
        SpringApplication.run(
            CacheNodeApplication.class,
            "--server.port=0",
            "--management.server.port=0",
            "--peercache.access.network-key=" + TestNode.KEY,
            "--peercache.access-log.enabled=false",
            "--peercache.node.id=n1",
            "--peercache.node.data-directory=" + data,
            "--peercache.node.registry=http://127.0.0.1:1",
            "--peercache.node.origins.docs=" + origin.uri());
  }

  @AfterAll
  static void stop() {
    node.close();
    origin.close();
  }

  private static java.net.URI uri(String target) {
    return java.net.URI.create(
        "http://127.0.0.1:" + node.getEnvironment().getProperty("local.server.port") + target);
  }

  @Test
  void everyDoorIsListedWithWhoMayUseIt() {
    var mvc = node.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class);
    var controllers =
        mvc.getHandlerMethods().entrySet().stream()
            .flatMap(entry ->
                entry.getKey().getPatternValues().stream()
                    .map(pattern -> pattern + " " + roleOf(entry.getValue())));
    var routes =
        Arrays.stream(NodeRoute.values()).map(route -> route.pattern() + " " + route.role());

    assertThat(Stream.concat(controllers, routes))
        .containsExactlyInAnyOrder(
            "/origins/{origin}/versions/{sha256}/{path} ANYONE",
            "/origins/{origin}/files/{path} ANYONE",
            "/origins/{origin}/files/{directory}/ ANYONE",
            "/versions/{sha256}/pieces MEMBER",
            "/versions/{sha256}/manifest MEMBER",
            "/probe/{nonce} ANYONE",
            "/actuator/health ANYONE",
            "/actuator/health/{group:liveness} ANYONE",
            "/actuator/health/{group:readiness} ANYONE",
            "/actuator/info ANYONE",
            // The error page of Spring: what it tells is a problem answer.
            "/error MEMBER",
            "/error MEMBER");
  }

  private static Role roleOf(HandlerMethod method) {
    var openTo = method.getMethodAnnotation(OpenTo.class);
    return openTo == null ? Role.MEMBER : openTo.value();
  }

  @Test
  void isReadyAndServesWithoutARegistry() throws Exception {
    var content = origin.publish("a.bin", Content.random(Content.PIECE + 1, 1));

    assertThat(TestNode.get(uri("/actuator/health/readiness")).statusCode()).isEqualTo(200);
    assertThat(TestNode.get(uri("/origins/docs/files/a.bin")).body()).isEqualTo(content.bytes());
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() ->
            TestNode.get(uri("/origins/docs/files/a.bin"))
                .headers()
                .firstValue("Cache-Status")
                .equals(java.util.Optional.of("n1; hit")));
  }

  @Test
  void showsWhoeverAsksWhichRunOfWhichNodeItIs() throws Exception {
    String nonce = "00112233445566778899aabbccddeeff";

    var answer = TestNode.get(uri(NodeProof.PATH + nonce));

    var headers = answer.headers();
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(headers.firstValue(NodeProof.NODE)).hasValue("n1");
    long incarnation = headers.firstValueAsLong(NodeProof.INCARNATION).orElseThrow();
    assertThat(incarnation).isEqualTo(node.getBean(NodeIdentity.class).incarnation());
    String proof = headers.firstValue(NodeProof.PROOF).orElseThrow();
    assertThat(NodeProof.proves(proof, new Key(TestNode.KEY), nonce, "n1", incarnation)).isTrue();
    assertThat(headers.firstValue("Cache-Control")).hasValue("no-store");
    assertThat(NodeProof.isBody(answer.body(), nonce)).isTrue();
    assertThat(TestNode.get(uri(NodeProof.PATH + "x")).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/nothing", "/origins", "/origins/docs", "/files/x", "/versions/x"})
  void whatIsNotThereIsAProblemWithAType(String target) throws Exception {
    var answer = TestNode.get(uri(target), "Accept", "text/html");

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(answer.body()).asString().contains("\"urn:peercache:problem:http-404\"");
  }

  @Test
  void whatIsNoMethodOfAResourceOfSpringIsAProblemWithAType() throws Exception {
    var answer = TestNode.send("DELETE", uri("/actuator/health"));

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).isPresent();
    assertThat(answer.body()).asString().contains("\"urn:peercache:problem:http-405\"");
  }

  @Test
  void theTopOfTheFilesHasASlash() throws Exception {
    var answer = TestNode.get(uri("/origins/docs/files"));

    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("Location")).hasValue("/origins/docs/files/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/origins/docs/files/%s",
        "/origins/docs/files/a?q=%s",
        "/origins/docs/versions/%s",
        "/actuator/health/%s",
        "/%s",
      })
  void saysThatATargetIsTooLong(String target) throws Exception {
    for (int length : new int[] {9_000, 20_000}) {
      assertThat(send("GET " + target.formatted("a".repeat(length))))
          .startsWith("HTTP/1.1 414 ")
          .contains("Content-Type: application/problem+json\r\n")
          .contains("urn:peercache:problem:http-414");
    }
  }

  @Test
  void saysThatHeadersAreTooLarge() throws Exception {
    assertThat(send("GET /origins/docs/files/a", "X-Large: " + "a".repeat(17_000)))
        .startsWith("HTTP/1.1 431 ")
        .contains("Content-Type: application/problem+json\r\n")
        .contains("urn:peercache:problem:http-431");
  }

  private static String send(String start, String... headers) throws IOException {
    return RawClient.send(uri("/").getPort(), RawClient.head(start, "localhost", headers), "");
  }
}
