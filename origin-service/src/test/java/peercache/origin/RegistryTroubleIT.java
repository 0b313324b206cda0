package peercache.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peercache.origin.testing.RunningOrigin;
import peercache.origin.testing.ScriptedNode;
import peercache.origin.testing.ScriptedRegistry;
import peercache.origin.testing.ScriptedRegistry.Mode;
import peercache.origin.testing.ScriptedRegistry.Named;

/** A registry of two instances, of which one or both are in trouble, and what callers notice. */
class RegistryTroubleIT {
  private static final int SIZE = 70_000;

  /** Half of what a call of the registry may take here: who waits for one takes longer. */
  private static final Duration AT_ONCE = Duration.ofSeconds(4);

  @TempDir Path directory;
  @TempDir Path data;
  private ScriptedNode node;
  private ScriptedRegistry first;
  private ScriptedRegistry second;
  private RunningOrigin origin;
  private int requests;

  @BeforeEach
  void start() throws Exception {
    node = new ScriptedNode();
    first = new ScriptedRegistry();
    second = new ScriptedRegistry();
    for (var registry : List.of(first, second)) {
      registry.holders = List.of(new Named("n1", node.uri(), "HOLDING", 0, "PT1H"));
    }
    origin =
        RunningOrigin.start(
            directory,
            data,
            "peercache.origin.id=test",
            "peercache.origin.registry-timeout=8s",
            "peercache.origin.registry=" + first.uri() + "," + second.uri());
  }

  @AfterEach
  void stop() throws Exception {
    origin.close();
    first.close();
    second.close();
    node.close();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANSWER")
  void whileLeasesLastCallersGetTheNodesThatWereKnownAtOnce(Mode trouble) {
    publish("known");
    awaitRedirect("known");
    first.mode = trouble;
    second.mode = trouble;
    long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      assertThat(route("known")).isEqualTo("node=n1; reason=holder");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(AT_ONCE);
    }
  }

  @Test
  void anInstanceThatIsKilledIsReplacedByTheOtherInTheSameRequest() {
    publish("first");
    awaitRedirect("first");
    first.close();
    publish("second");
    awaitRedirect("second");
    assertThat(second.questions).isNotEmpty();
    await().atMost(Duration.ofSeconds(20)).until(() -> !second.joins.isEmpty());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANSWER")
  void anInstanceInTroubleCostsNoRedirect(Mode trouble) {
    first.mode = trouble;
    publish("new");
    awaitRedirect("new");
    publish("newer");
    int before = first.questions.size();
    awaitRedirect("newer");
    assertThat(first.questions).as("is not asked while the other answers").hasSize(before);
  }

  @Test
  void theBreakerAndTheBulkheadAreSeenInActuator() throws Exception {
    assertThat(actuator("circuitbreakers")).contains("\"registry\"", "\"state\":\"CLOSED\"");
    assertThat(actuator("bulkheads")).contains("\"registry\"");
    first.mode = Mode.FAIL;
    second.mode = Mode.FAIL;
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          publish("unseen-" + requests++);
          assertThat(actuator("circuitbreakers")).contains("\"state\":\"OPEN\"");
        });
    assertThat(actuator("prometheus"))
        .contains("resilience4j_circuitbreaker_state", "resilience4j_bulkhead_available");
    first.mode = Mode.ANSWER;
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          publish("again-" + requests++);
          assertThat(actuator("circuitbreakers")).contains("\"state\":\"CLOSED\"");
        });
  }

  private void publish(String name) {
    byte[] content = Arrays.copyOf(name.getBytes(UTF_8), SIZE);
    assertThat(origin.put("/files/" + name, content).statusCode()).isEqualTo(201);
    var _ = route(name);
  }

  private void awaitRedirect(String name) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(route(name)).isEqualTo("node=n1; reason=holder"));
  }

  /** Each time another request, so that none is taken for a repetition. */
  private String route(String name) {
    var response =
        origin.send("GET", "/files/" + name, new byte[0], "Range", "bytes=0-" + requests++);
    return response.headers().firstValue("Peercache-Route").orElse("none");
  }

  private String actuator(String endpoint) throws IOException, InterruptedException {
    var environment = origin.context().getEnvironment();
    var uri =
        URI.create(
            "http://127.0.0.1:"
                + environment.getRequiredProperty("local.management.port")
                + "/actuator/"
                + endpoint);
    try (var client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
