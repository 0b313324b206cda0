package peercache.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TracingIT {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01";

  private final List<String> received = new CopyOnWriteArrayList<>();
  private HttpServer collector;

  @BeforeEach
  void collect() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/v1/traces",
        exchange -> {
          var body = exchange.getRequestBody().readAllBytes();
          received.add(new String(body, StandardCharsets.ISO_8859_1));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
  }

  @AfterEach
  void stop() {
    collector.stop(0);
  }

  private RunningService traced(String... settings) {
    var all = new java.util.ArrayList<>(List.of(settings));
    all.add("spring.application.name=traced-service");
    all.add(
        "peercache.tracing.endpoint=http://localhost:"
            + collector.getAddress().getPort()
            + "/v1/traces");
    return RunningService.start(all.toArray(String[]::new));
  }

  @Test
  void aRequestBelongsToTheTraceThatItNamesAndAProblemSaysSo() throws IOException {
    try (var service = traced()) {
      assertThat(service.raw("GET /forbidden HTTP/1.1", PARENT))
          .contains("403 Forbidden", "\"traceId\":\"" + TRACE + "\"");
      // Refused by Spring, on another thread.
      assertThat(service.raw("GET /nowhere HTTP/1.1", PARENT))
          .contains("401 Unauthorized", "\"traceId\":\"" + TRACE + "\"");
    }

    assertThat(String.join("", received))
        .contains("traced-service")
        .contains(bytes(TRACE))
        .contains("GET /forbidden")
        .contains("GET /nowhere");
  }

  @Test
  void aRequestThatNamesNoneBeginsOne() throws IOException {
    try (var service = traced()) {
      assertThat(service.raw("GET /forbidden HTTP/1.1"))
          .containsPattern("\"traceId\":\"[0-9a-f]{32}\"");
    }

    assertThat(String.join("", received)).contains("GET /forbidden");
  }

  @Test
  void whoeverAskedForOneNotToBeKeptIsObeyed() throws IOException {
    try (var service = traced()) {
      assertThat(
              service.raw(
                  "GET /forbidden HTTP/1.1", PARENT.substring(0, PARENT.length() - 1) + "0"))
          .contains("\"traceId\":\"" + TRACE + "\"");
    }

    assertThat(received).isEmpty();
  }

  @Test
  void aShareOfNoneKeepsOnlyWhatOthersDecidedToKeep() throws IOException {
    try (var service = traced("peercache.tracing.share=0")) {
      service.raw("GET /nowhere HTTP/1.1");
      service.raw("GET /forbidden HTTP/1.1", PARENT);
    }

    assertThat(String.join("", received)).contains("GET /forbidden").doesNotContain("GET /nowhere");
  }

  @Test
  void aCollectorThatIsAwayCostsNoRequest() throws IOException {
    try (var service = traced()) {
      collector.stop(0);
      for (int i = 0; i < 20; i++) {
        assertThat(service.raw("GET /forbidden HTTP/1.1", PARENT)).contains("403 Forbidden");
      }
    }
  }

  @Test
  void nothingIsTracedUnlessAskedFor() throws IOException {
    try (var service = RunningService.start()) {
      assertThat(service.raw("GET /forbidden HTTP/1.1", PARENT))
          .contains("403 Forbidden")
          .doesNotContain("traceId");
    }

    assertThat(received).isEmpty();
  }

  private static String bytes(String hex) {
    return new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
  }
}
