package peercache.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.FilePath;
import peercache.origin.signing.SigningKey;
import peercache.origin.testing.RunningOrigin;
import peercache.origin.testing.ScriptedNode;
import peercache.origin.testing.ScriptedRegistry;
import peercache.origin.testing.ScriptedRegistry.Mode;
import peercache.origin.testing.ScriptedRegistry.Named;

class RedirectsIT {
  private static final int SIZE = 70_000;

  @TempDir static Path directory;
  @TempDir static Path data;
  private static ScriptedRegistry registry;
  private static RunningOrigin origin;
  private static int tests;

  // Each test has a version and nodes of its own, so that none sees what another one left.
  private ScriptedNode first;
  private ScriptedNode second;
  private String node1 = "";
  private String node2 = "";
  private byte[] content = {};
  private String hex = "";
  private String name = "";
  private String file = "";
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

  private String location(URI node) {
    return node + "/origins/test/versions/" + hex + "/" + new FilePath(name).toUriPath();
  }

  private String routeOf(String method, String... headers) {
    var response = origin.send(method, file, new byte[0], headers);
    return response.headers().firstValue("Peercache-Route").orElse("none");
  }

  @Test
  void aRedirectSaysTheSameWhicheverWayItIsMade() throws Exception {
    awaitRoute("node=" + node1 + "; reason=holder");
    String request = "GET " + file + " HTTP/1.1\r\nHost: origin\r\n";
    double before = origin.count("peercache.origin.routes", "reason", "holder");

    String plain = origin.raw(request + "\r\n");
    String full = origin.raw(request + "X-Other: a\r\n\r\n");

    assertThat(plain)
        .startsWith("HTTP/1.1 302 Found\r\n")
        .contains("Location: " + location(first.uri()));
    assertThat(RunningOrigin.fields(plain)).isEqualTo(RunningOrigin.fields(full));
    assertThat(origin.count("peercache.origin.routes", "reason", "holder") - before).isEqualTo(2);
  }

  @Test
  void asksForTheCallerThatABelievedProxyNames() throws Exception {
    origin.awaitSettled(file);
    assertThat(origin.raw(forwarded(7, "X-Other: a"))).contains("302 Found");
    assertThat(origin.rawFrom("127.0.0.2", forwarded(8, "X-Other: a"))).contains("302 Found");
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          origin.rawFrom("127.0.0.2", forwarded(9, "X-Real-IP: a"));
          assertThat(clients()).contains("203.0.113.9");
        });

    assertThat(clients()).contains("127.0.0.1").doesNotContain("203.0.113.7");
  }

  private String forwarded(int host, String field) {
    return String.join(
        "\r\n",
        "GET " + file + " HTTP/1.1",
        "Host: origin",
        "X-Forwarded-For: 203.0.113." + host,
        field,
        "",
        "");
  }

  /** For whom the registry was asked about this test's version. */
  private List<String> clients() {
    return registry.questions.stream()
        .filter(question -> question.contains(hex))
        .map(question -> question.replaceAll(".*client=([^&]*).*", "$1"))
        .toList();
  }

  @Test
  void tellsTheRegistryOfACrowdAtOnceAndSpreadsItByTheSecondAnswer() {
    origin.awaitSettled(file);
    registry.questions.clear();

    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 200; i++) {
        var _ = callers.submit(() -> origin.rawRoute(file));
      }
    }

    // What comes after the last question is at most twice what that told; the rest is time.
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(Collections.max(demands())).isGreaterThan(30));
    assertThat(demands().getFirst()).as("the first caller's question").isLessThan(200);
    assertThat(demands()).as("a crowd is no reason to ask each time").hasSizeLessThan(30);
  }

  @Test
  void tellsTheRegistryOfACrowdThatCameAndWentDuringOneQuestion() {
    awaitRoute("node=" + node1 + "; reason=holder");
    registry.questions.clear();
    registry.hold();
    for (int i = 0; i < 100; i++) {
      freshRoute();
    }
    registry.letGo();

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(Collections.max(demands())).isGreaterThan(30));
  }

  /** What the registry was told in questions about this test's version. */
  private List<Double> demands() {
    return registry.questions.stream()
        .filter(question -> question.contains(hex))
        .map(question -> Double.valueOf(question.replaceAll(".*demand=([^&]*).*", "$1")))
        .toList();
  }

  private void awaitRoute(String expected) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(freshRoute()).isEqualTo(expected));
  }

  /** Each time another request, so that none is taken for a repetition. */
  private String freshRoute() {
    return routeOf("GET", "Range", "bytes=0-" + requests++);
  }

  @Test
  void redirectsToTheBestHolderWithAllThatClientsNeed() throws Exception {
    awaitRoute("node=" + node1 + "; reason=holder");
    var response = origin.get(file);
    assertThat(response.statusCode()).isEqualTo(302);
    var headers = response.headers();
    assertThat(headers.firstValue("Location")).contains(location(first.uri()));
    assertThat(headers.firstValue("Link"))
        .contains("<" + location(second.uri()) + ">; rel=duplicate; pri=2");
    String digest = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
    assertThat(headers.firstValue("Repr-Digest")).contains("sha-256=:" + digest + ":");
    assertThat(headers.firstValue("Digest")).contains("SHA-256=" + digest);
    assertThat(headers.firstValue("Cache-Control")).contains("no-store");
    assertThat(headers.firstValue("Content-Length")).contains("0");
    assertThat(headers.firstValue("ETag")).isEmpty();
    assertThat(origin.head(file).statusCode()).isEqualTo(302);
    assertThat(origin.head(file).headers().firstValue("Location")).contains(location(first.uri()));
  }

  @Test
  void sendsCallersAndNodesToWhereEachOfThemReachesANode() {
    var here = URI.create("http://node-1.example:8082");
    var there = URI.create("http://node-2.example:8082");
    registry.holders =
        List.of(
            Named.holding(node1, here, first.uri()),
            new Named(node2, there, second.uri(), "HOLDING", 1, "PT15S"));
    awaitRoute("node=" + node1 + "; reason=holder");

    var caller = origin.get(file).headers();
    assertThat(caller.firstValue("Location")).contains(location(here));
    assertThat(caller.firstValue("Link"))
        .contains("<" + location(there) + ">; rel=duplicate; pri=2");
    assertThat(new String(origin.get(file + "?metalink").body(), UTF_8))
        .contains(location(here), location(there))
        .doesNotContain(location(first.uri()));
    var node = origin.get(file + "?exclude=n0", "Peercache-Node", "n0").headers();
    assertThat(node.firstValue("Location")).contains(location(first.uri()) + "?exclude=n0");
    assertThat(node.firstValue("Link"))
        .contains("<" + location(second.uri()) + "?exclude=n0>; rel=duplicate; pri=2");

    assertThat(origin.rawRoute(file)).isEqualTo("node=" + node1 + "; reason=holder");
    assertThat(origin.rawRoute(file))
        .as("the origin asked the node where services reach it")
        .isEqualTo("node=" + node1 + "; reason=holder");
    assertThat(first.requests).anyMatch(request -> request.startsWith("GET /origins/test/"));
  }

  @Test
  void asksTheRegistryForTheCallerAndOffersTheFill() {
    awaitRoute("node=" + node1 + "; reason=holder");
    assertThat(registry.questions.getLast())
        .contains(
            "/v1/versions/" + hex + "/holders", "client=127.0.0.1", "origin=test", "size=70000");
  }

  @Test
  void asksTheRegistryAtMostOnceForACrowd() {
    awaitRoute("node=" + node1 + "; reason=holder");
    int before = registry.questions.size();
    long start = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      freshRoute();
    }
    int seconds = 1 + (int) ((System.nanoTime() - start) / 1_000_000_000L);
    // Every half second, and when the demand is twice what was told last: of 200 requests within a
    // second that is so after 8 and three times more at most, as what was told weighs less with
    // time.
    assertThat(registry.questions.size() - before).isLessThanOrEqualTo(2 * seconds + 4);
  }

  @Test
  void servesItselfWhatANodeIsNotToSeeOrNeedNot() throws Exception {
    awaitRoute("node=" + node1 + "; reason=holder");
    assertThat(routeOf("GET", "Authorization", "Bearer x")).isEqualTo("origin; reason=credentials");
    assertThat(routeOf("GET", "Cookie", "a=b")).isEqualTo("origin; reason=credentials");
    var direct = origin.get(file + "?direct");
    assertThat(direct.statusCode()).isEqualTo(200);
    assertThat(direct.body()).isEqualTo(content);
    Files.write(directory.resolve("small"), new byte[65_535]);
    origin.awaitSettled("/files/small");
    assertThat(origin.get("/files/small").headers().firstValue("Peercache-Route"))
        .contains("origin; reason=small");
  }

  @Test
  void answersConditionsBeforeAnyRedirect() {
    awaitRoute("node=" + node1 + "; reason=holder");
    String etag = "\"sha-256-" + hex + "\"";
    assertThat(origin.get(file, "If-None-Match", etag).statusCode()).isEqualTo(304);
    assertThat(origin.get(file, "If-Match", "\"other\"").statusCode()).isEqualTo(412);
  }

  @Test
  void nodesThatSentTheCallerBackAreLeftOut() {
    awaitRoute("node=" + node1 + "; reason=holder");
    var response = origin.get(file + "?exclude=" + node1);
    assertThat(response.headers().firstValue("Location"))
        .contains(location(second.uri()) + "?exclude=" + node1);
    var none = origin.get(file + "?exclude=" + node1 + "," + node2);
    assertThat(none.statusCode()).isEqualTo(200);
    assertThat(none.headers().firstValue("Peercache-Route")).contains("origin; reason=none-usable");
    assertThat(origin.get(file + "?exclude=a&exclude=b&exclude=c&exclude=d").statusCode())
        .isEqualTo(200);
    assertThat(origin.get(file + "?exclude=Not_an_id").statusCode()).isEqualTo(400);
  }

  @Test
  void datesOfAPathThatWentBackAreComparedHere() {
    byte[] older = new byte[80_000];
    byte[] newer = new byte[90_000];
    origin.put("/files/back", older);
    origin.put("/files/back", newer);
    origin.put("/files/back", older);
    await().untilAsserted(() -> assertThat(origin.get("/files/back").statusCode()).isEqualTo(302));
    var dated = origin.get("/files/back", "If-Modified-Since", "Thu, 01 Jan 1970 00:00:01 GMT");
    assertThat(dated.statusCode()).isEqualTo(200);
    assertThat(dated.headers().firstValue("Peercache-Route")).contains("origin; reason=own-date");
  }

  @Test
  void killedNodeLeavesTheAnswersAtOnceAndComesBack() throws Exception {
    awaitRoute("node=" + node1 + "; reason=holder");
    await().until(() -> first.accepted.get() > 0);
    int port = first.port();
    first.close();
    awaitRoute("node=" + node2 + "; reason=holder");
    first = new ScriptedNode(port);
    awaitRoute("node=" + node1 + "; reason=holder");
  }

  @Test
  void nodeThatTheRegistryTookOutLeavesTheAnswersBeforeTheyAreAskedForAgain() {
    awaitRoute("node=" + node1 + "; reason=holder");
    long heard = System.nanoTime();
    registry.takeOut(node1);

    // The registry goes on naming it here, so what is seen is what was taken from memory.
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> freshRoute().equals("node=" + node2 + "; reason=holder"));
    assertThat(Duration.ofNanos(System.nanoTime() - heard)).isLessThan(Duration.ofSeconds(5));
    awaitRoute("node=" + node1 + "; reason=holder");
  }

  @Test
  void tellsTheRegistryWhichNodesSendAByteWhenTheyAreAsked() {
    awaitRoute("node=" + node1 + "; reason=holder");
    first.answer = "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n";
    routeOf("GET");
    assertThat(routeOf("GET")).isEqualTo("node=" + node2 + "; reason=other-holder");
    awaitObservation(node1, "FAILED");

    routeOf("GET");
    awaitObservation(node2, "SERVED");
  }

  @Test
  void tellsARegistryInDoubtWhichNodesItReaches() {
    awaitRoute("node=" + node1 + "; reason=holder");
    registry.inDoubt = true;
    try {
      awaitObservation(node1, "REACHED");
      awaitObservation(node2, "REACHED");
    } finally {
      registry.inDoubt = false;
    }
  }

  private static void awaitObservation(String node, String outcome) {
    String words = "{\"id\":\"%s\",\"outcome\":\"%s\"}".formatted(node, outcome);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(registry.observations).anyMatch(told -> told.contains(words)));
  }

  @Test
  void nodeThatWasNeverReachedIsBelieved() throws Exception {
    var gone = new ScriptedNode();
    gone.close();
    registry.holders = List.of(Named.holding("node-9", gone.uri()));
    awaitRoute("node=node-9; reason=holder");
  }

  @Test
  void repetitionIsRedirectedAgainWhenTheNodeIsProvenGood() {
    awaitRoute("node=" + node1 + "; reason=holder");
    for (int i = 0; i < 5; i++) {
      assertThat(origin.rawRoute(file)).isEqualTo("node=" + node1 + "; reason=holder");
    }
    assertThat(first.requests)
        .contains(
            "GET /origins/test/versions/"
                + hex
                + "/"
                + new FilePath(name).toUriPath()
                + " HTTP/1.1");
  }

  @Test
  void pollingOverOneConnectionStaysWithItsNodeAsLongAsTheNodeIsGood() {
    awaitRoute("node=" + node1 + "; reason=holder");
    int probes = first.requests.size();
    long start = System.nanoTime();
    await()
        .pollInterval(Duration.ofMillis(250))
        .until(() -> {
          assertThat(routeOf("GET")).isEqualTo("node=" + node1 + "; reason=holder");
          return System.nanoTime() - start > 1_500_000_000L;
        });
    assertThat(first.requests.size() - probes).as("bytes that were asked of it").isPositive();

    first.freeze();
    await().pollInterval(Duration.ofMillis(250)).until(() -> !routeOf("GET").contains(node1));
    assertThat(routeOf("GET")).startsWith("node=" + node2);
  }

  @Test
  void repetitionGoesElsewhereWhenTheNodeSendsTheProbeAway() {
    awaitRoute("node=" + node1 + "; reason=holder");
    first.answer = "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n";
    assertThat(origin.rawRoute(file)).isEqualTo("node=" + node1 + "; reason=holder");
    assertThat(origin.rawRoute(file)).isEqualTo("node=" + node2 + "; reason=other-holder");
    assertThat(freshRoute()).as("others are spared").isEqualTo("node=" + node2 + "; reason=holder");
  }

  @Test
  void repetitionGoesElsewhereWhenTheNodeIsFrozen() {
    awaitRoute("node=" + node1 + "; reason=holder");
    first.freeze();
    assertThat(origin.rawRoute(file)).isEqualTo("node=" + node1 + "; reason=holder");
    assertThat(origin.rawRoute(file)).isEqualTo("node=" + node2 + "; reason=other-holder");
  }

  @Test
  void repetitionIsServedHereWhenASecondNodeFailedToo() throws Exception {
    try (var third = new ScriptedNode()) {
      registry.holders =
          List.of(
              Named.holding(node1, first.uri()),
              new Named(node2, second.uri(), "HOLDING", 1, "PT15S"),
              new Named("third", third.uri(), "HOLDING", 2, "PT15S"));
      awaitRoute("node=" + node1 + "; reason=holder");
      first.freeze();
      second.freeze();
      assertThat(origin.rawRoute(file)).isEqualTo("node=" + node1 + "; reason=holder");
      assertThat(origin.rawRoute(file)).isEqualTo("node=" + node2 + "; reason=other-holder");
      assertThat(origin.rawRoute(file)).isEqualTo("origin; reason=failed-attempt");
      assertThat(freshRoute()).as("others are spared").isEqualTo("node=third; reason=holder");
    }
  }

  @Test
  void repetitionIsServedHereWhenThereIsNoOtherHolder() {
    registry.holders = List.of(Named.holding(node1, first.uri()));
    awaitRoute("node=" + node1 + "; reason=holder");
    first.freeze();
    assertThat(origin.rawRoute(file)).isEqualTo("node=" + node1 + "; reason=holder");
    assertThat(origin.rawRoute(file)).isEqualTo("origin; reason=failed-attempt");
  }

  @Test
  void deadSlowAndWrongRegistriesCostNothingButTheRedirect() {
    for (Mode mode : List.of(Mode.FAIL, Mode.GARBAGE, Mode.EMPTY_OBJECT, Mode.HANG)) {
      registry.mode = mode;
      String target = "/files/during-" + mode;
      byte[] unseen = Arrays.copyOf(mode.name().getBytes(UTF_8), SIZE);
      assertThat(origin.put(target, unseen).statusCode()).isEqualTo(201);
      for (int i = 0; i < 8; i++) {
        var response = origin.get(target);
        assertThat(response.statusCode()).as(mode.toString()).isEqualTo(200);
        assertThat(response.headers().firstValue("Peercache-Route"))
            .contains("origin; reason=registry-away");
      }
    }
    assertThat(origin.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
  }

  @Test
  void registryThatIsNotThereFromTheStartIsFoundWhenItComes(
      @TempDir Path other, @TempDir Path otherData) throws Exception {
    int port;
    try (var gone = new ScriptedRegistry()) {
      port = gone.uri().getPort();
    }
    try (var alone =
        RunningOrigin.start(
            other, otherData, "peercache.origin.registry=http://127.0.0.1:" + port)) {
      alone.put("/files/a", content);
      assertThat(alone.get("/files/a").body()).isEqualTo(content);
      try (var come = new ScriptedRegistry(port)) {
        come.holders = registry.holders;
        await().atMost(Duration.ofSeconds(20)).until(() -> !come.joins.isEmpty());
        await()
            .atMost(Duration.ofSeconds(20))
            .untilAsserted(() -> assertThat(alone.get("/files/a").statusCode()).isEqualTo(302));
      }
    }
  }

  @Test
  void whatTheRegistrySaidCountsUntilTheLeasesEnd() {
    registry.holders = List.of(new Named(node1, first.uri(), "HOLDING", 0, "PT4S"));
    awaitRoute("node=" + node1 + "; reason=holder");
    registry.mode = Mode.FAIL;
    long start = System.nanoTime();
    await()
        .pollInterval(Duration.ofMillis(20))
        .until(() -> {
          assertThat(freshRoute()).isEqualTo("node=" + node1 + "; reason=holder");
          return System.nanoTime() - start > 1_500_000_000L;
        });
    awaitRoute("origin; reason=registry-away");
  }

  @Test
  void joinsWithItsAddressAndTheNetworksKeyAgainAndAgain() {
    await().untilAsserted(() -> assertThat(registry.joins).hasSizeGreaterThan(2));
    assertThat(registry.joins.getFirst())
        .isEqualTo(
            "/v1/origins/test Bearer "
                + RunningOrigin.NETWORK_KEY
                + " {\"baseUri\":\"http://localhost:"
                + origin.port()
                + "\",\"publicKey\":\""
                + origin.context().getBean(SigningKey.class).publicKey()
                + "\"}");
  }

  @Test
  void explainsTheChoiceAndGivesNoFill() {
    awaitRoute("node=" + node1 + "; reason=holder");
    var response = origin.get("/explain/" + new FilePath(name).toUriPath() + "?client=192.0.2.9");
    assertThat(new String(response.body(), UTF_8))
        .contains(
            "\"to\":\"" + node1 + "\"",
            "\"rank\":2",
            "\"connection\":\"reachable\"",
            "\"nearness\":\"near\",\"headroom\":\"busy\",\"suspicion\":\"none\"",
            "\"demand\":{\"requestsPerSecond\":",
            "\"holders\":\"enough of them\"",
            "\"reason\":\"no room\"",
            "\"uri\":\"" + location(first.uri()));
    assertThat(registry.questions.getLast())
        .contains("client=192.0.2.9", "explain=true")
        .doesNotContain("origin=", "size=");
  }
}
