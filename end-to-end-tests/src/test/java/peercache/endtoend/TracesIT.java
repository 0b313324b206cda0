package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With one property each, the services tell a collector what a request led to. */
class TracesIT {
  private static final int SIZE = 200_000;
  private static final String CALLER = "00f067aa0ba902b7";

  @TempDir static Path directory;

  private static Collector collector;
  private static TestNetwork network;

  @BeforeAll
  static void start() throws Exception {
    collector = Collector.start();
    var traced = Map.of("PEERCACHE_TRACING_ENDPOINT", collector.endpoint().toString());
    network =
        TestNetwork.start(
            directory, 1, Map.of("registry", traced, "origin", traced, "node-1", traced));
    network.awaitLiveNodes(1);
  }

  @AfterAll
  static void stop() {
    network.close();
    collector.close();
  }

  @Test
  void oneDownloadIsOneTraceAcrossOriginRegistryAndNode() throws Exception {
    byte[] content = network.put("traced.bin", SIZE);
    network.awaitPublished("traced.bin");
    var trace = newTrace();

    // The client repeats the header at the node that it is sent to, as curl -L does.
    var answer = Web.follow(network.fileUri("traced.bin"), "traceparent", parent(trace));

    assertThat(answer.body()).isEqualTo(content);
    await()
        .atMost(TestNetwork.PATIENCE)
        .untilAsserted(() -> {
          var spans = collector.spans(trace);
          assertThat(spans)
              .extracting(span -> span.service() + ": " + span.name())
              .contains(
                  "peercache-origin: GET /files",
                  "peercache-registry: GET /v1",
                  "peercache-node: GET /origins",
                  // The fill that began with it.
                  "peercache-registry: POST /v1",
                  "peercache-origin: GET /versions");
          assertThat(spans)
              .filteredOn(span -> !span.parent().equals(CALLER))
              .allMatch(span -> spans.stream().anyMatch(one -> one.id().equals(span.parent())));
        });
  }

  @Test
  void accessLogsAndProblemsNameTheTrace() throws Exception {
    for (var service : network.network().services()) {
      var trace = newTrace();

      var problem =
          Web.get(service.baseUri().resolve(missing(service.name())), "traceparent", parent(trace));

      assertThat(problem.statusCode()).as(service.name()).isEqualTo(404);
      assertThat(problem.text()).contains("\"traceId\":\"" + trace + "\"");
      var log = network.data().resolve("logs").resolve(service.name() + "-access.log");
      await()
          .atMost(TestNetwork.PATIENCE)
          .untilAsserted(() -> assertThat(Files.readString(log)).contains(" " + trace + "\n"));
    }
  }

  private static String missing(String service) {
    return switch (service) {
      case "registry" -> "/v1/nodes/nobody";
      case "origin" -> "/files/nothing";
      default -> "/nothing";
    };
  }

  private static String newTrace() {
    byte[] id = new byte[16];
    ThreadLocalRandom.current().nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  private static String parent(String trace) {
    return "00-" + trace + "-" + CALLER + "-01";
  }
}
