package peercache.node.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import peercache.api.Holders;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.node.CacheNodeApplication;
import peercache.node.script.Answer;
import peercache.node.script.NetworkSide;
import peercache.node.script.ScriptedRegistry;

/** The whole application, as it is started for real. */
class GuardIT {
  private static final VersionId VERSION = NetworkSide.version(7).id();
  private static final String NOBODY =
      "{\"id\":\"%s\",\"zone\":\"eu\",\"holders\":[],\"fill\":null,\"rejected\":[]}"
          .formatted(VERSION);

  @TempDir Path data;

  @Test
  void theBreakerAndTheBulkheadOfTheRegistryAreSeenInActuator() throws Exception {
    try (var registry = new ScriptedRegistry();
        var node = start(registry)) {
      assertThat(actuator(node, "circuitbreakers"))
          .contains("\"registry\"", "\"state\":\"CLOSED\"");
      assertThat(actuator(node, "bulkheads")).contains("\"registry\"");

      registry.except(request -> isLookup(request.target()) ? Answer.json(500, "{}") : null);
      for (int i = 0; i < 20; i++) {
        assertThatExceptionOfType(RegistryAwayException.class).isThrownBy(() -> holders(node));
      }
      assertThat(actuator(node, "circuitbreakers")).contains("\"state\":\"OPEN\"");
      assertThat(actuator(node, "prometheus"))
          .contains("resilience4j_circuitbreaker_state", "resilience4j_bulkhead_available");

      registry.except(request -> isLookup(request.target()) ? Answer.json(200, NOBODY) : null);
      await()
          .atMost(Duration.ofSeconds(20))
          .ignoreExceptionsInstanceOf(RegistryAwayException.class)
          .untilAsserted(() -> {
            assertThat(holders(node).holders()).isEmpty();
            assertThat(actuator(node, "circuitbreakers")).contains("\"state\":\"CLOSED\"");
          });
    }
  }

  private ConfigurableApplicationContext start(ScriptedRegistry registry) {
    return SpringApplication.run(
        CacheNodeApplication.class,
        "--server.port=0",
        "--management.server.port=0",
        "--peercache.access.network-key=" + NetworkSide.NETWORK_KEY,
        "--peercache.access-log.enabled=false",
        "--peercache.node.id=n1",
        "--peercache.node.data-directory=" + data,
        "--peercache.node.registry=" + registry.server().uri());
  }

  private static boolean isLookup(String target) {
    return target.startsWith("/v1/versions/");
  }

  private static Holders holders(ConfigurableApplicationContext node) {
    return node.getBean(RegistryApi.class)
        .holders(VERSION, null, null, null, null, List.of(), false);
  }

  private static String actuator(ConfigurableApplicationContext node, String endpoint)
      throws IOException, InterruptedException {
    var uri =
        URI.create(
            "http://127.0.0.1:"
                + node.getEnvironment().getRequiredProperty("local.management.port")
                + "/actuator/"
                + endpoint);
    try (var client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    }
  }
}
