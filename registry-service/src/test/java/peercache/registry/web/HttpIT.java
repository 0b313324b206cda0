package peercache.registry.web;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import peercache.edge.OpenTo;
import peercache.edge.Role;
import peercache.registry.Nodes;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;

class HttpIT {
  private static final String KEY = RunningRegistry.NETWORK_KEY;
  private static final String ID = "ab".repeat(32);
  private static RunningRegistry registry;
  private static HttpClient http;

  @BeforeAll
  static void start() {
    registry = RunningRegistry.start(TestDatabase.create(), "peercache.registry.max-body-size=1KB");
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    http.close();
    registry.close();
  }

  @Test
  void everyMappingSaysWhoMayUseIt() {
    var mapping = registry.bean(RequestMappingHandlerMapping.class);
    Map<String, Role> doors = new TreeMap<>();
    mapping
        .getHandlerMethods()
        .forEach((info, method) -> {
          var openTo = method.getMethodAnnotation(OpenTo.class);
          for (String path : new TreeSet<>(info.getPatternValues())) {
            doors.put(
                info.getMethodsCondition().getMethods() + " " + path,
                openTo == null ? Role.MEMBER : openTo.value());
          }
        });

    assertThat(doors)
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("[] /error", Role.ANYONE),
                Map.entry("[GET] /actuator/health", Role.ANYONE),
                Map.entry("[GET] /actuator/health/{group:liveness}", Role.ANYONE),
                Map.entry("[GET] /actuator/health/{group:readiness}", Role.ANYONE),
                Map.entry("[GET] /actuator/info", Role.ANYONE),
                Map.entry("[GET] /v1/nodes", Role.ANYONE),
                Map.entry("[GET] /v1/nodes/{id}", Role.ANYONE),
                Map.entry("[PUT] /v1/nodes/{id}", Role.MEMBER),
                Map.entry("[DELETE] /v1/nodes/{id}", Role.MEMBER),
                Map.entry("[POST] /v1/nodes/{id}/renewal", Role.MEMBER),
                Map.entry("[POST] /v1/nodes/{id}/holdings", Role.MEMBER),
                Map.entry("[PUT] /v1/nodes/{id}/inventory", Role.MEMBER),
                Map.entry("[POST] /v1/nodes/{id}/last-copies", Role.MEMBER),
                Map.entry("[POST] /v1/nodes/{id}/receipts", Role.MEMBER),
                Map.entry("[PUT] /v1/nodes/{id}/drain", Role.MEMBER),
                Map.entry("[DELETE] /v1/nodes/{id}/drain", Role.MEMBER),
                Map.entry("[GET] /v1/scrape-targets", Role.ANYONE),
                Map.entry("[GET] /v1/origins", Role.ANYONE),
                Map.entry("[PUT] /v1/origins/{id}", Role.MEMBER),
                Map.entry("[GET] /v1/versions/{id}/holders", Role.ANYONE),
                Map.entry("[POST] /v1/versions/{id}/fills", Role.MEMBER),
                Map.entry("[POST] /v1/versions/{id}/fills/renewal", Role.MEMBER),
                Map.entry("[DELETE] /v1/versions/{id}/fills", Role.MEMBER),
                Map.entry("[POST] /v1/versions/{id}/complaints", Role.MEMBER),
                Map.entry("[POST] /v1/purges", Role.PUBLISHER),
                Map.entry("[GET] /v1/purges/{id}", Role.PUBLISHER),
                Map.entry("[POST] /v1/preheats", Role.PUBLISHER),
                Map.entry("[GET] /v1/preheats/{id}", Role.PUBLISHER),
                Map.entry("[POST] /v1/observations", Role.MEMBER),
                Map.entry("[GET] /v1/departures", Role.MEMBER)));
  }

  @Test
  void aClosedDoorSaysWhichKeyItNeeds() throws Exception {
    String path = "/v1/nodes/n?incarnation=1";

    var without = send("DELETE", path, null, null);
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(send("DELETE", path, "x".repeat(40), null).statusCode()).isEqualTo(401);
    assertThat(send("DELETE", path, RunningRegistry.PUBLISHER_KEY, null).statusCode())
        .isEqualTo(403);
    assertThat(send("DELETE", path, KEY, null).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          PUT  | /v1/nodes/A_B | {} | id: node id must be
          PUT  | /v1/nodes/n | | a body is needed
          PUT  | /v1/nodes/n | { | Unexpected end-of-input
          PUT  | /v1/nodes/n | [] | NodeJoin
          PUT  | /v1/nodes/n | {"baseUri":"http://h","zone":"eu","capacityBytes":1} | incarnation
          PUT  | /v1/nodes/n | {"baseUri":"http://h","capacityBytes":1,"incarnation":1} | zone
          PUT  | /v1/nodes/n | {"baseUri":null,"zone":"eu","capacityBytes":1,"incarnation":1} | baseUri
          PUT  | /v1/nodes/n | {"baseUri":"http://h","zone":"E U","capacityBytes":1,"incarnation":1} | zone must be 1 to 8
          PUT  | /v1/nodes/n | {"baseUri":"ftp://h","zone":"eu","capacityBytes":1,"incarnation":1} | baseUri must be
          PUT  | /v1/nodes/n | {"baseUri":"http://h","internalUri":"h:1","zone":"eu","capacityBytes":1,"incarnation":1} | internalUri must be
          PUT  | /v1/nodes/n | {"baseUri":"http://h:65536","zone":"eu","capacityBytes":1,"incarnation":1} | baseUri must have a port of at most 65535
          PUT  | /v1/nodes/n | {"baseUri":"http://127.0.0.1:8082","zone":"eu","capacityBytes":1,"incarnation":1} | baseUri must not be a loopback address
          PUT  | /v1/nodes/n | {"baseUri":"http://localhost:8082","zone":"eu","capacityBytes":1,"incarnation":1} | baseUri must not be a loopback address
          PUT  | /v1/nodes/n | {"baseUri":"http://169.254.169.254","zone":"eu","capacityBytes":1,"incarnation":1} | baseUri must not be an address of a cloud's metadata
          PUT  | /v1/nodes/n | {"baseUri":"http://h","internalUri":"http://[fe80::1]","zone":"eu","capacityBytes":1,"incarnation":1} | internalUri must not be a link-local address
          PUT  | /v1/nodes/n | {"baseUri":"http://h","zone":"eu","capacityBytes":0,"incarnation":1} | capacityBytes must be
          PUT  | /v1/nodes/n | {"baseUri":"http://h","zone":"eu","capacityBytes":"x","incarnation":1} | capacityBytes
          PUT  | /v1/nodes/n | {"baseUri":"http://h","zone":"eu","capacityBytes":1,"incarnation":1,"color":1} | color is not a field
          POST | /v1/nodes/n/holdings | {"incarnation":1,"number":1,"added":[{"id":"x","size":1}],"removed":[]} | added[0].id: version id must be
          POST | /v1/nodes/n/holdings | {"incarnation":1,"number":1,"added":[null],"removed":[]} | added
          POST | /v1/nodes/n/renewal | {"incarnation":1,"usedBytes":-1,"bytesPerSecond":0,"fills":0,"reportNumber":0} | usedBytes must be
          POST | /v1/nodes/n/renewal | {"incarnation":1,"usedBytes":0,"bytesPerSecond":0,"fills":0,"reportNumber":-1} | reportNumber must be
          POST | /v1/nodes/n/renewal | {"incarnation":1,"usedBytes":0,"bytesPerSecond":0,"fills":0,"reportNumber":0,"checksum":"12"} | checksum must be 16 lower-case hex digits
          POST | /v1/nodes/n/renewal | {"incarnation":1,"usedBytes":0,"bytesPerSecond":0,"fills":0,"reportNumber":0,"checksum":12} | checksum
          POST | /v1/nodes/n/holdings | {"incarnation":1,"number":0,"added":[],"removed":[]} | number must be at least 1
          POST | /v1/nodes/n/holdings | {"incarnation":1,"number":1,"added":[{"id":"abababababababababababababababababababababababababababababababab","size":-1}],"removed":[]} | size must be at least 0
          POST | /v1/nodes/n/holdings | {"incarnation":1,"number":99999999999999999999,"added":[],"removed":[]} | number
          POST | /v1/nodes/n/holdings | {"incarnation":1,"number":1,"added":[],"removed":[],"moved":[]} | moved is not a field
          POST | /v1/nodes/n/holdings | {"incarnation":1,"number":1,"added":[]} | removed
          POST | /v1/nodes/n/last-copies | {"incarnation":0,"versions":[]} | incarnation must be
          POST | /v1/nodes/n/last-copies | {"incarnation":1,"versions":["x"]} | versions[0]: version id must be
          POST | /v1/nodes/n/last-copies | {"incarnation":1} | versions
          PUT  | /v1/nodes/n/inventory | {"incarnation":1,"number":0,"versions":[{"id":"x"}]} | versions[0].id must be
          PUT  | /v1/nodes/n/inventory | {"incarnation":1 | Unexpected end-of-input
          PUT  | /v1/nodes/n/inventory | | inventory must be an object
          PUT  | /v1/origins/o | {"baseUri":"http://h?q"} | baseUri must be
          PUT  | /v1/origins/o | {"baseUri":"http://h","internalUri":"http://h#f"} | internalUri must be
          POST | /v1/versions/xyz/fills | {} | id: version id must be
          POST | /v1/versions/xyz/complaints | {} | id: version id must be
          POST | /v1/versions/abababababababababababababababababababababababababababababababab/complaints | {"node":"a","incarnation":1,"piece":1} | about
          POST | /v1/versions/abababababababababababababababababababababababababababababababab/complaints | {"node":"a","incarnation":1,"about":"A","piece":1} | about: node id must be
          POST | /v1/versions/abababababababababababababababababababababababababababababababab/complaints | {"node":"a","incarnation":1,"about":"a","piece":1} | about must be another
          POST | /v1/versions/abababababababababababababababababababababababababababababababab/complaints | {"node":"a","incarnation":0,"about":"b","piece":1} | incarnation must be
          POST | /v1/versions/abababababababababababababababababababababababababababababababab/complaints | {"node":"a","incarnation":1,"about":"b","piece":-1} | piece must be
          POST | /v1/versions/abababababababababababababababababababababababababababababababab/fills/renewal | {"node":"a","incarnation":1,"verifiedPieces":1} | resting
          POST | /v1/observations | {"nodes":[]} | origin
          POST | /v1/observations | {"origin":"o"} | nodes
          POST | /v1/observations | {"origin":"o","nodes":[{"id":"A","outcome":"FAILED"}]} | nodes[0].id: node id must be
          POST | /v1/observations | {"origin":"o","nodes":[{"id":"a","outcome":"MAYBE"}]} | nodes[0].outcome
          POST | /v1/observations | {"origin":"o","nodes":[{"id":"a","outcome":"FAILED"},{"id":"a","outcome":"SERVED"}]} | nodes must name each node once
          GET  | /v1/departures | | waitMillis
          GET  | /v1/departures?waitMillis=x | | waitMillis
          DELETE | /v1/nodes/n | | incarnation
          DELETE | /v1/nodes/n?incarnation=x | | incarnation: must be
          GET  | /v1/versions/abc/holders | | id: version id must be
          GET  | /v1/versions/abababababababababababababababababababababababababababababababab/holders?limit=x | | limit: must be
          GET  | /v1/versions/abababababababababababababababababababababababababababababababab/holders?limit=65 | | limit must be 1 to 64
          GET  | /v1/versions/abababababababababababababababababababababababababababababababab/holders?demand=many | | demand: must be
          GET  | /v1/versions/abababababababababababababababababababababababababababababababab/holders?demand=-1 | | demand must be 0 to
          GET  | /v1/versions/abababababababababababababababababababababababababababababababab/holders?client=10.1.2.3.4 | | client must be
          GET  | /v1/versions/abababababababababababababababababababababababababababababababab/holders?exclude=A_B | | exclude: node id must be
          GET  | /v1/versions/abababababababababababababababababababababababababababababababab/holders?explain=perhaps | | explain: Invalid boolean value
          GET  | /v1/versions/abababababababababababababababababababababababababababababababab/holders?origin=O | | origin
          GET  | /v1/versions/abababababababababababababababababababababababababababababababab/holders?origin=o&size=-1 | | size must be
          """)
  void namesWhatIsWrong(String method, String path, @Nullable String body, String words)
      throws Exception {
    var answer = send(method, path, KEY, body);

    assertThat(answer.body()).contains(words).contains("urn:peercache:problem:");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(contentType(answer)).isEqualTo("application/problem+json");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, 404",
    "GET, /v1, 404",
    "GET, /v1/nodes/unknown, 404",
    "GET, /v2/nodes, 404",
    "GET, /error, 404",
    "POST, /v1/nodes, 405",
    "PATCH, /v1/nodes/n, 405",
    "POST, /actuator/info, 405"
  })
  void whatIsNotThereIsAProblemToo(String method, String path, int status) throws Exception {
    var answer = send(method, path, KEY, null);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(contentType(answer)).isEqualTo("application/problem+json");
    assertThat(answer.body()).contains("urn:peercache:problem:");
    if (status == 405) {
      assertThat(answer.headers().firstValue("Allow")).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE /v1/nodes", "TRACE /nothing", "CONNECT registry"})
  void neitherTracesNorTunnels(String start) throws Exception {
    assertThat(raw(start, "Secret: never-echoed"))
        .startsWith("HTTP/1.1 405 ")
        .contains("\r\nAllow: GET, HEAD, OPTIONS\r\n", "application/problem+json")
        .doesNotContain("never-echoed");
  }

  @ParameterizedTest
  @CsvSource({
    "*, 'GET, HEAD, OPTIONS'",
    "/v1/nodes, 'GET,HEAD,OPTIONS'",
    "/v1/nodes/n, 'GET,HEAD,PUT,DELETE,OPTIONS'",
    "/v1/nodes/n/renewal, 'POST,OPTIONS'",
    "/actuator/health, 'GET,HEAD,OPTIONS'"
  })
  void tellsAnyoneWhichMethodsAResourceHas(String target, String methods) throws Exception {
    String answer = raw("OPTIONS " + target);

    assertThat(answer).startsWith("HTTP/1.1 204 ");
    assertThat(answer.lines().filter(line -> line.startsWith("Allow: ")))
        .singleElement(as(STRING))
        .satisfies(line ->
            assertThat(line.substring("Allow: ".length()).split(", ?"))
                .containsExactlyInAnyOrder(methods.split(", ?")));
  }

  /** All of the answer to a head that no client would send. */
  private static String raw(String start, String... headers) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), registry.uri("/").getPort())) {
      socket.setSoTimeout(10_000);
      String head =
          start
              + " HTTP/1.1\r\nHost: registry\r\nConnection: close\r\n"
              + String.join("", Stream.of(headers).map(header -> header + "\r\n").toList())
              + "\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void headIsGetWithoutABody() throws Exception {
    var answer = send("HEAD", "/v1/nodes", null, null);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(contentType(answer)).isEqualTo("application/json");
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void aBodyOfAnotherTypeIsRefused() throws Exception {
    for (String path : new String[] {"/v1/nodes/n", "/v1/nodes/n/inventory"}) {
      var request =
          HttpRequest.newBuilder(registry.uri(path))
              .header("Authorization", "Bearer " + KEY)
              .header("Content-Type", "text/plain")
              .PUT(BodyPublishers.ofString("x"))
              .build();
      assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
    }
  }

  @Test
  void aBodyHasABound() throws Exception {
    String body = "{\"incarnation\":1,\"number\":1," + " ".repeat(2_000) + "\"added\":[]}";

    assertThat(send("POST", "/v1/nodes/n/holdings", KEY, body).statusCode()).isEqualTo(413);
    var chunked =
        HttpRequest.newBuilder(registry.uri("/v1/nodes/n/holdings"))
            .header("Authorization", "Bearer " + KEY)
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
            .build();
    assertThat(http.send(chunked, BodyHandlers.ofString()).statusCode()).isEqualTo(413);
  }

  @Test
  void healthAndInfoAreForAnyoneAndTheRestIsOnTheManagementPort() throws Exception {
    assertThat(send("GET", "/actuator/health", null, null).body()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(send("GET", "/actuator/health/readiness", null, null).statusCode()).isEqualTo(200);
    assertThat(send("GET", "/actuator/info", null, null).body()).contains("\"build\"");
    assertThat(send("GET", "/actuator/metrics", KEY, null).statusCode()).isEqualTo(404);

    var id = Nodes.newId();
    registry.member().join(id, Nodes.join("eu", 1));
    var metrics =
        http.send(
            HttpRequest.newBuilder(registry.managementUri("/actuator/prometheus")).build(),
            BodyHandlers.ofString());
    assertThat(metrics.body())
        .contains("peercache_registry_joins_total{outcome=\"accepted\"}")
        .contains("peercache_registry_nodes{state=\"live\"}");
  }

  @Test
  void anIdLooksTheSameInEveryAnswer() throws Exception {
    assertThat(send("GET", "/v1/versions/" + ID + "/holders", null, null).body())
        .isEqualTo(
            "{\"id\":\""
                + ID
                + "\",\"zone\":\"default\",\"holders\":[],\"fill\":null,\"rejected\":[]}");
  }

  private static HttpResponse<String> send(
      String method, String path, @Nullable String key, @Nullable String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(registry.uri(path))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "application/json");
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static String contentType(HttpResponse<?> answer) {
    return answer.headers().firstValue("Content-Type").orElse("none");
  }
}
