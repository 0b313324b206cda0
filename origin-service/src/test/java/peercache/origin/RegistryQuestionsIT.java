package peercache.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.origin.signing.SigningKey;
import peercache.origin.testing.RunningOrigin;
import peercache.origin.testing.ScriptedRegistry;
import peercache.origin.testing.ScriptedRegistry.Mode;
import peercache.origin.testing.ScriptedRegistry.Named;

/** What an origin asks its registry, and how it does without. */
class RegistryQuestionsIT extends RedirectingOrigin {
  @Test
  void asksTheRegistryForTheCallerAndOffersTheFill() {
    awaitRoute("node=" + node1 + "; reason=holder");
    assertThat(registry.questions.getLast())
        .contains(
            "/v1/versions/" + hex + "/holders", "client=127.0.0.1", "origin=test", "size=70000");
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
  void tellsTheRegistryOfACrowdAtOnceAndSpreadsItByTheSecondAnswer() {
    askOnce();
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
        .untilAsserted(() -> assertThat(demands()).anyMatch(demand -> demand > 30));
    assertThat(demands().getFirst()).as("the first caller's question").isLessThan(200);
    assertThat(demands()).as("a crowd is no reason to ask each time").hasSizeLessThan(30);
  }

  /** The first question of a client's life may take longer than an origin waits for it. */
  private static void askOnce() {
    origin.put("/files/before", new byte[SIZE]);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> origin.get("/files/before").statusCode() == 302);
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
        .untilAsserted(() -> assertThat(demands()).anyMatch(demand -> demand > 30));
  }

  /** What the registry was told in questions about this test's version. */
  private List<Double> demands() {
    return registry.questions.stream()
        .filter(question -> question.contains(hex))
        .map(question -> Double.valueOf(question.replaceAll(".*demand=([^&]*).*", "$1")))
        .toList();
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
}
