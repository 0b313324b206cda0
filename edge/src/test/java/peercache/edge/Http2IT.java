package peercache.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP/2 without TLS on the service's own port. */
@SuppressWarnings("NullAway.Init")
@Timeout(60)
class Http2IT {
  private static final int MAX_CONCURRENT_STREAMS = 3;
  private static final int MAX_HEADER_LIST_SIZE = 6;
  private static final int ENABLE_CONNECT_PROTOCOL = 8;
  private static final int REFUSED_STREAM = 7;
  private static final int ENHANCE_YOUR_CALM = 11;
  private static RunningService service;

  @BeforeAll
  static void start() {
    service =
        RunningService.start(
            "peercache.http.max-streams=10", "peercache.http.max-control-frames=32");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void isSpokenByUpgrade() throws Exception {
    try (var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      var whole = client.send(request("/bytes").build(), BodyHandlers.ofByteArray());
      assertThat(whole.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(whole.body()).hasSize(RunningService.SIZE);

      var range =
          client.send(
              request("/bytes").header("Range", "bytes=-3").build(), BodyHandlers.ofByteArray());
      assertThat(range.statusCode()).isEqualTo(206);
      assertThat(range.body()).hasSize(3);

      var head = client.send(request("/bytes").HEAD().build(), BodyHandlers.ofByteArray());
      assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(RunningService.SIZE);
      assertThat(client.send(request("/actuator/health").build(), BodyHandlers.ofString()).body())
          .contains("UP");
    }
  }

  @Test
  void isSpokenWithPriorKnowledgeWithinBounds() throws IOException {
    try (var client = new Http2Client(service.connect())) {
      assertThat(client.settings())
          .containsEntry(MAX_CONCURRENT_STREAMS, 10)
          .containsEntry(MAX_HEADER_LIST_SIZE, 16 << 10);
      client.send(
          Http2Client.HEADERS,
          Http2Client.END_HEADERS | Http2Client.END_STREAM,
          1,
          Http2Client.request("GET", "/forbidden"));
      var headers = client.await(Http2Client.HEADERS);
      assertThat(headers.stream()).isEqualTo(1);
      assertThat(StandardCharsets.UTF_8.decode(client.await(Http2Client.DATA).payload()).toString())
          .contains("forbidden");
    }
  }

  @Test
  void neitherTunnelsNorUpgrades() throws IOException {
    try (var client = new Http2Client(service.connect())) {
      assertThat(client.settings()).doesNotContainEntry(ENABLE_CONNECT_PROTOCOL, 1);
      client.send(Http2Client.HEADERS, Http2Client.END_HEADERS, 1, Http2Client.connect());
      assertThat(StandardCharsets.UTF_8.decode(client.await(Http2Client.DATA).payload()).toString())
          .contains("does not tunnel");
    }
  }

  @Test
  void moreStreamsThanAllowedAreRefused() throws IOException {
    try (var client = new Http2Client(service.connect())) {
      for (int i = 0; i < 11; i++) {
        client.send(
            Http2Client.HEADERS,
            Http2Client.END_HEADERS | Http2Client.END_STREAM,
            1 + 2 * i,
            Http2Client.request("GET", "/bytes"));
      }
      var reset = client.await(Http2Client.RST_STREAM);
      assertThat(reset.stream()).isEqualTo(21);
      assertThat(reset.number(0)).isEqualTo(REFUSED_STREAM);
    }
  }

  @Test
  void aRapidResetEndsTheConnection() throws IOException {
    try (var client = new Http2Client(service.connect())) {
      for (int i = 0; i < 33; i++) {
        client.send(
            Http2Client.HEADERS,
            Http2Client.END_HEADERS | Http2Client.END_STREAM,
            1 + 2 * i,
            Http2Client.request("GET", "/bytes"));
        client.send(Http2Client.RST_STREAM, 0, 1 + 2 * i, new byte[] {0, 0, 0, 8});
      }
      assertThat(client.await(Http2Client.GO_AWAY).number(4)).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  @Test
  void aHeaderListWithoutEndEndsTheConnection() throws IOException {
    try (var client = new Http2Client(service.connect())) {
      client.send(Http2Client.HEADERS, 0, 1, Http2Client.request("GET", "/bytes"));
      for (int i = 0; i < 33; i++) {
        client.send(Http2Client.CONTINUATION, 0, 1, new byte[0]);
      }
      assertThat(client.await(Http2Client.GO_AWAY).number(4)).isEqualTo(ENHANCE_YOUR_CALM);
    }
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(service.uri("http", path));
  }
}
