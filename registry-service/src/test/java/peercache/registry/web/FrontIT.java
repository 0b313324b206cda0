package peercache.registry.web;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.Nodes.holder;
import static peercache.registry.Nodes.newId;
import static peercache.registry.Nodes.newVersion;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.NodeId;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;

/**
 * What is answered in front of Spring is answered as by Spring. There a look-up comes to when it
 * names nobody to be excluded, and a renewal when it says the character set of its body.
 */
class FrontIT {
  private static final String KEY = RunningRegistry.NETWORK_KEY;
  private static final String PLAIN = "application/json";
  private static final String SPRING = "application/json;charset=UTF-8";
  private static RunningRegistry registry;
  private static HttpClient http;

  @BeforeAll
  static void start() {
    registry =
        RunningRegistry.start(
            TestDatabase.create(),
            "peercache.registry.zones[0].cidr=2001:db8::/32",
            "peercache.registry.zones[0].zone=us/nyc");
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    http.close();
    registry.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "limit=64",
        "limit=65",
        "client=10.1.2.3",
        "client=10.1.2.3.4",
        "client=2001%3Adb8%3A%3A1",
        "client=2001:db8::1&limit=1",
        "origin=docs&size=100",
        "origin=docs",
        "size=100",
        "explain=false&demand=3.5",
        "demand=2000000000",
        "origin=docs&size=100&demand=1000"
      })
  void aLookup(String query) throws Exception {
    var version = newVersion();
    holder(registry.member(), "eu", version);
    holder(registry.member(), "us/nyc", version);
    String path = "/v1/versions/" + version + "/holders?";

    var hot = get(path + query, KEY);
    var spring = get(path + query + (query.isEmpty() ? "" : "&") + "exclude=", KEY);

    assertSame(hot, spring);
  }

  @Test
  void aLookupOfWhatNobodyHas() throws Exception {
    String path = "/v1/versions/" + newVersion() + "/holders?";

    assertSame(get(path, null), get(path + "exclude=", null));
  }

  @Test
  void aLookupThatNeedsAKey() throws Exception {
    String path = "/v1/versions/" + newVersion() + "/holders?origin=docs&size=1";

    assertSame(get(path, null), get(path + "&exclude=", null));
    assertThat(get(path, null).statusCode()).isEqualTo(401);
    assertThat(get(path, RunningRegistry.PUBLISHER_KEY).statusCode()).isEqualTo(403);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'incarnation':1,'usedBytes':1,'bytesPerSecond':2,'fills':3,'reportNumber':1}",
        "{'incarnation':1,'usedBytes':1,'bytesPerSecond':2,'fills':3,'reportNumber':9}",
        "{'incarnation':2,'usedBytes':1,'bytesPerSecond':2,'fills':3,'reportNumber':1}",
        "{'incarnation':0,'usedBytes':1,'bytesPerSecond':2,'fills':3,'reportNumber':1}",
        "{'incarnation':1,'usedBytes':-1,'bytesPerSecond':2,'fills':3,'reportNumber':1}",
        "{'incarnation':1,'usedBytes':1,'bytesPerSecond':2,'fills':3}",
        "{'incarnation':1,'usedBytes':1,'bytesPerSecond':2,'fills':3,'reportNumber':1,'color':1}",
        "{'incarnation':",
        "[]",
        "null"
      })
  void aRenewal(String body) throws Exception {
    var node = holder(registry.member(), "eu", newVersion());
    String json = body.replace('\'', '"');

    assertSame(renew(node, json, PLAIN), renew(node, json, SPRING));
  }

  @Test
  void aRenewalOfAnEarlierRunOrOfANodeThatIsNoMember() throws Exception {
    var node = holder(registry.member(), "eu");
    registry.member().join(node, peercache.registry.Nodes.join("eu", 2));
    String json =
        "{\"incarnation\":1,\"usedBytes\":1,\"bytesPerSecond\":2,\"fills\":3,\"reportNumber\":1}";

    assertSame(renew(node, json, PLAIN), renew(node, json, SPRING));
    assertThat(renew(node, json, PLAIN).statusCode()).isEqualTo(409);
    var stranger = newId();
    assertSame(renew(stranger, json, PLAIN), renew(stranger, json, SPRING));
    assertThat(renew(stranger, json, PLAIN).statusCode()).isEqualTo(404);
  }

  @Test
  void aRenewalWithoutTheKey() throws Exception {
    var node = holder(registry.member(), "eu");
    var request =
        HttpRequest.newBuilder(registry.uri("/v1/nodes/" + node + "/renewal"))
            .header("Content-Type", PLAIN)
            .POST(BodyPublishers.ofString("{}"));

    assertThat(http.send(request.build(), BodyHandlers.ofString()).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/nodes/renewal", "/v1/nodes//renewal", "/v1/nodes/A/renewal"})
  void aRenewalOfNobody(String path) throws Exception {
    assertThat(post(path, "{}", PLAIN).statusCode()).isBetween(400, 405);
  }

  /** A look-up that is answered there, and one in front, under the same name. */
  @Test
  void itsTimeIsCountedAsSpringCountsIt() throws Exception {
    String path = "/v1/versions/" + newVersion() + "/holders?";
    long before = lookupsCounted();

    get(path, null);
    get(path + "exclude=", null);

    assertThat(lookupsCounted() - before).isEqualTo(2);
  }

  private static long lookupsCounted() {
    return registry
        .bean(MeterRegistry.class)
        .find("http.server.requests")
        .tag("uri", "/v1/versions/{id}/holders")
        .tag("status", "200")
        .timers()
        .stream()
        .peek(timer ->
            assertThat(keys(timer.getId().getTags()))
                .containsExactly("error", "exception", "method", "outcome", "status", "uri"))
        .mapToLong(timer -> timer.count())
        .sum();
  }

  private static List<String> keys(List<io.micrometer.core.instrument.Tag> tags) {
    return List.copyOf(new TreeSet<>(tags.stream().map(tag -> tag.getKey()).toList()));
  }

  private static void assertSame(HttpResponse<String> hot, HttpResponse<String> spring) {
    assertThat(hot.statusCode()).isEqualTo(spring.statusCode());
    assertThat(withoutTime(hot.body())).isEqualTo(withoutTime(spring.body()));
    for (String name :
        List.of("Content-Type", "Cache-Control", "Retry-After", "WWW-Authenticate", "Vary")) {
      assertThat(hot.headers().allValues(name))
          .as(name)
          .isEqualTo(spring.headers().allValues(name));
    }
  }

  /** The rest of a lease is another one a moment later. */
  private static String withoutTime(String body) {
    return body.replaceAll("\"leaseRemaining\":\"[^\"]*\"", "\"leaseRemaining\":\"…\"");
  }

  private static HttpResponse<String> renew(NodeId node, String body, String type)
      throws Exception {
    return post("/v1/nodes/" + node + "/renewal", body, type);
  }

  private static HttpResponse<String> post(String path, String body, String type) throws Exception {
    var request =
        HttpRequest.newBuilder(registry.uri(path))
            .header("Content-Type", type)
            .header("Authorization", "Bearer " + KEY)
            .POST(BodyPublishers.ofString(body));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path, @Nullable String key) throws Exception {
    var request = HttpRequest.newBuilder(registry.uri(path));
    if (key != null) {
      request.header("Authorization", "Bearer " + key);
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
