package peercache.edge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no hot path has to know: methods about no resource, and requests that are too large. */
@SuppressWarnings("NullAway.Init")
class RefusalsIT {
  private static RunningService service;

  @BeforeAll
  static void start() {
    service = RunningService.start("peercache.http.max-headers=16", "management.server.port=-1");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void optionsOfTheServerItselfNamesTheGeneralMethods() throws IOException {
    assertThat(service.raw("OPTIONS * HTTP/1.1"))
        .startsWith("HTTP/1.1 204 ")
        .contains("\r\nAllow: GET, HEAD, OPTIONS\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TRACE /actuator/health", "TRACE /nothing", "CONNECT test"})
  void neitherTracesNorTunnels(String start) throws IOException {
    assertThat(service.raw(start + " HTTP/1.1", "Secret: never-echoed"))
        .startsWith("HTTP/1.1 405 ")
        .contains("\r\nAllow: GET, HEAD, OPTIONS\r\n", "application/problem+json")
        .doesNotContain("never-echoed");
  }

  /** RFC 9110 section 9.3.6: its target is an authority, or the request is malformed. */
  @Test
  void aTunnelToAPathIsNoRequest() throws IOException {
    assertThat(service.raw("CONNECT /bytes HTTP/1.1"))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json");
  }

  @Test
  void tellsAnyoneWhichMethodsAResourceOfSpringHas() throws IOException {
    assertThat(service.raw("OPTIONS /actuator/health HTTP/1.1"))
        .startsWith("HTTP/1.1 204 ")
        .contains("\r\nAllow: GET,HEAD,OPTIONS\r\n");
  }

  @Test
  void refusesTooManyHeaders() throws IOException {
    String[] allowed = withHeaders(14);
    assertThat(service.raw(allowed)).startsWith("HTTP/1.1 403 ");
    String[] tooMany = withHeaders(15);
    assertThat(service.raw(tooMany))
        .startsWith("HTTP/1.1 431 ")
        .contains("more than 16 headers", "application/problem+json");
  }

  /** A connection that is closed with bytes unread is reset, and the reset overtakes the answer. */
  @Test
  void aRefusalIsHeardByWhoeverStillSends() throws IOException {
    byte[] chunk = new byte[1 << 20];
    try (var socket = service.connect()) {
      var output = socket.getOutputStream();
      output.write(
          ("POST /nothing HTTP/1.1\r\nHost: test\r\nContent-Length: "
                  + 32 * chunk.length
                  + "\r\n\r\n")
              .getBytes(ISO_8859_1));
      for (int sent = 0; sent < 32; sent++) {
        output.write(chunk);
      }
      var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
      assertThat(answer.readLine()).startsWith("HTTP/1.1 401 ");
    }
  }

  /** With {@code Host} and {@code Connection} two more. */
  private static String[] withHeaders(int count) {
    return IntStream.rangeClosed(0, count)
        .mapToObj(i -> i == 0 ? "GET /forbidden HTTP/1.1" : "X-" + i + ": 1")
        .toArray(String[]::new);
  }
}
