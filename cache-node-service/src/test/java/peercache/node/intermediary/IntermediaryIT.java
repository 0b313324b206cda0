package peercache.node.intermediary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.ConfigurableApplicationContext;
import peercache.node.script.Answer;
import peercache.node.script.NetworkSide;
import peercache.node.script.RawClient;
import peercache.node.script.Received;
import peercache.node.script.ScriptedRegistry;
import peercache.node.script.ScriptedServer;

/** An intermediate that serves, on real sockets and byte for byte. */
@NullUnmarked
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntermediaryIT {
  @TempDir static Path data;
  private ScriptedServer origin;
  private ScriptedRegistry registry;
  private ConfigurableApplicationContext node;
  private int port;

  @BeforeAll
  void start() throws IOException {
    origin = new ScriptedServer(request -> Answer.of(200, "from the origin"));
    registry = new ScriptedRegistry();
    node =
        NetworkSide.start(
            data,
            "peercache.node.base-uri=http://node-1.example:8082",
            "peercache.node.registry=" + registry.server().uri(),
            "peercache.node.origins.docs=" + origin.uri() + "/base",
            "peercache.node.origins.loop=http://node-1.example:8082",
            "peercache.node.origins.gone=http://localhost:1",
            "peercache.node.intermediary.hosts.docs=docs.example,docs.example:8082,[::1]:8082",
            "peercache.node.intermediary.hosts.loop=loop.example",
            "peercache.node.intermediary.hosts.gone=gone.example",
            "peercache.node.intermediary.hosts.unknown=unknown.example");
    port = NetworkSide.port(node);
  }

  @AfterAll
  void stop() throws IOException {
    node.close();
    origin.close();
    registry.close();
  }

  @BeforeEach
  void originAnswers() {
    origin.answerWith(request -> Answer.of(200, "from the origin"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /files/a%20b HTTP/1.1\r\nHost: docs.example\r\n",
        "GET /files/a%20b HTTP/1.1\r\nHost: DOCS.example:80\r\n",
        "GET /files/a%20b HTTP/1.1\r\nHost: docs.example:8082\r\n",
        "GET /files/a%20b HTTP/1.1\r\nHost: [0:0::1]:8082\r\n",
        "GET http://docs.example/files/a%20b HTTP/1.1\r\nHost: docs.example\r\n",
        "GET http://docs.example:8082/files/a%20b HTTP/1.1\r\nHost: docs.example:8082\r\n",
        "GET HTTP://Docs.Example:80/files/a%20b HTTP/1.0\r\n",
      })
  void servesAFileOfAnOrigin(String request) throws IOException {
    int before = origin.received().size();
    assertThat(send(request))
        .startsWith("HTTP/1.1 200 ")
        .contains("Via: 1.1 node-1\r\n")
        .endsWith("served docs/a b");
    assertThat(origin.received()).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /files/a HTTP/1.1\r\nHost: localhost\r\n",
        "GET /files/a HTTP/1.1\r\nHost: other.example\r\n",
        "GET http://node-1.example:8082/files/a HTTP/1.1\r\nHost: node-1.example:8082\r\n",
        "OPTIONS /no/such/route HTTP/1.1\r\nHost: localhost\r\n",
      })
  void leavesItsOwnRoutesAlone(String request) throws IOException {
    int before = origin.received().size();
    assertThat(send(request)).doesNotContain("Via:").doesNotContain("served docs");
    assertThat(origin.received()).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/files/a%2Fb;p=1/%7e%7E|{}^`?q=%41%zz&r=+&&=",
        "/files/b/../%2e%2E/x",
        "/files/a//b/./c",
        "/versions/abc?",
        "/files/dir/",
        "/files/a?direct",
        "/",
        "*",
      })
  void passesTargetsOnAsTheyCame(String target) throws IOException {
    String method = target.equals("*") ? "OPTIONS" : "GET";
    assertThat(send(method + " " + target + " HTTP/1.1\r\nHost: docs.example\r\n"))
        .endsWith("from the origin");
    var received = lastReceived();
    assertThat(received.method()).isEqualTo(method);
    assertThat(received.target()).isEqualTo(target.equals("*") ? target : "/base" + target);
  }

  @Test
  void passesTheTargetOfAnAbsoluteFormOnAsAPath() throws IOException {
    send("DELETE http://docs.example/files/x?y=%7e HTTP/1.1\r\nHost: docs.example\r\n");
    assertThat(lastReceived().target()).isEqualTo("/base/files/x?y=%7e");
    assertThat(lastReceived().headers("Host")).containsExactly("docs.example");
  }

  @Test
  void encodesWhatACallerLeftUnencoded() throws IOException {
    send("GET /files/\u00C3\u00A9/ HTTP/1.1\r\nHost: docs.example\r\n");
    assertThat(lastReceived().target()).isEqualTo("/base/files/%C3%A9/");
  }

  @Test
  void passesHeadersOnButThoseOfOneHopAndAddsVia() throws IOException {
    send(
        """
        GET /files/a HTTP/1.1\r
        Host: docs.example\r
        Authorization: Bearer the-caller's-own\r
        X-Twice: 1\r
        X-Twice: 2\r
        Via: 1.0 first\r
        X-Hop: mine\r
        TE: trailers\r
        Proxy-Authorization: Basic eDp5\r
        Connection: close, X-Hop\r
        """);
    var received = lastReceived();
    assertThat(received.headers("Authorization")).containsExactly("Bearer the-caller's-own");
    assertThat(received.headers("X-Twice")).containsExactly("1", "2");
    assertThat(received.headers("Via")).containsExactly("1.0 first, 1.1 node-1");
    assertThat(received.headers())
        .satisfies(headers -> {
          var names =
              headers.stream()
                  .map(line -> line.substring(0, line.indexOf(':')))
                  .distinct()
                  .toList();
          assertThat(names).containsExactlyInAnyOrder("Host", "Authorization", "X-Twice", "Via");
        });
  }

  @Test
  void passesBodiesOnWholeOrInChunks() throws IOException {
    send("PUT /files/a HTTP/1.1\r\nHost: docs.example\r\nContent-Length: 5\r\n", "12345");
    assertThat(lastReceived().body()).isEqualTo("12345");
    assertThat(lastReceived().headers("Content-Length")).containsExactly("5");
    assertThat(lastReceived().headers("Content-Type")).isEmpty();
    send(
        "PUT /files/a HTTP/1.1\r\nHost: docs.example\r\nTransfer-Encoding: chunked\r\n",
        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    assertThat(lastReceived().body()).isEqualTo("abcde");
    send(
        "PUT /files/a HTTP/1.1\r\nHost: docs.example\r\nExpect: 100-continue\r\nContent-Length: 2\r\n",
        "ab");
    assertThat(lastReceived().body()).isEqualTo("ab");
  }

  @Test
  void streamsLargeBodiesBothWays() throws IOException {
    String large = "0123456789abcdef".repeat(200_000);
    origin.answerWith(request -> Answer.of(200, request.body()));
    String answer =
        send(
            "PUT /files/a HTTP/1.1\r\nHost: docs.example\r\nContent-Length: "
                + large.length()
                + "\r\n",
            large);
    assertThat(lastReceived().body().equals(large)).isTrue();
    assertThat(answer.endsWith("\r\n\r\n" + large)).isTrue();
  }

  @Test
  void passesAnswersBackButForTheHeadersOfOneHop() throws IOException {
    origin.answerWith(request ->
        Answer.of(
            418,
            "short and stout",
            "ETag: \"x\"",
            "Set-Cookie: a=1",
            "Set-Cookie: b=2",
            "Via: 1.1 inner",
            "Connection: X-Private",
            "X-Private: 1"));
    assertThat(send("POST /files/a HTTP/1.1\r\nHost: docs.example\r\nContent-Length: 0\r\n"))
        .startsWith("HTTP/1.1 418 ")
        .contains("ETag: \"x\"\r\n", "Set-Cookie: a=1\r\n", "Set-Cookie: b=2\r\n")
        .contains("Via: 1.1 inner\r\n", "Via: 1.1 node-1\r\n")
        .doesNotContain("X-Private")
        .endsWith("short and stout");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT docs.example:80 HTTP/1.1\r\nHost: docs.example:80\r\n",
        "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n",
        "CONNECT node-1.example:8082 HTTP/1.1\r\nHost: node-1.example:8082\r\n",
      })
  void neverTunnels(String request) throws IOException {
    assertThat(send(request))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: GET, HEAD, PUT")
        .contains("urn:peercache:problem:no-tunnel", "does not tunnel");
  }

  @Test
  void neverTraces() throws IOException {
    assertThat(send("TRACE /files/a HTTP/1.1\r\nHost: docs.example\r\n"))
        .startsWith("HTTP/1.1 405 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "docs.example:22", "169.254.169.254", "[::2]:8082"})
  void isNoProxyToAnybodyElse(String authority) throws IOException {
    assertThat(send("GET http://" + authority + "/files/a HTTP/1.1\r\nHost: " + authority + "\r\n"))
        .startsWith("HTTP/1.1 403 ")
        .contains("urn:peercache:problem:foreign-host", "docs.example:8082");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /files/a HTTP/1.1\r\nHost: docs.example:x\r\n",
        "GET /files/a HTTP/1.1\r\nHost: docs.example\r\nHost: evil.example\r\n",
        "GET /files/a HTTP/1.1\r\nHost: [::1\r\n",
        "GET /files/a HTTP/1.1\r\nHost:\r\n",
        "GET /files/a HTTP/1.1\r\n",
        "GET http:///files/a HTTP/1.1\r\nHost: docs.example\r\n",
        "GET http://docs.example:x/files/a HTTP/1.1\r\nHost: docs.example\r\n",
        "GET http://docs.example/files/a HTTP/1.1\r\nHost: evil.example\r\n",
        "GET http://me@docs.example/files/a HTTP/1.1\r\nHost: docs.example\r\n",
        "GET //evil.example/files/a HTTP/1.1\r\nHost: docs.example\r\n",
        "GET http://docs.example//evil.example/a HTTP/1.1\r\nHost: docs.example\r\n",
        "GET /files/a#b HTTP/1.1\r\nHost: docs.example\r\n",
        "GET /files/\u00FF HTTP/1.1\r\nHost: docs.example\r\n",
      })
  void refusesWhatIsMalformedOrAmbiguous(String request) throws IOException {
    int before = origin.received().size();
    assertThat(send(request)).startsWith("HTTP/1.1 400 ").contains("application/problem+json");
    assertThat(origin.received()).hasSize(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /files/a HTTP/1.1\r\nHost: docs.example\r\nVia: 1.1 x, 1.1 node-1\r\n",
        "PUT /files/a HTTP/1.1\r\nHost: docs.example\r\nContent-Length: 0\r\nVia: 1.1 node-1\r\n",
        "GET / HTTP/1.1\r\nHost: docs.example\r\nVia: 1.1 a, 1.1 b\r\nVia: 1.1 c, 1.1 d, 1.1 e\r\n",
        "GET / HTTP/1.1\r\nHost: loop.example\r\n",
      })
  void breaksLoops(String request) throws IOException {
    int before = origin.received().size();
    assertThat(send(request))
        .startsWith("HTTP/1.1 508 ")
        .contains("urn:peercache:problem:proxy-loop");
    assertThat(origin.received()).hasSize(before);
  }

  @Test
  void saysThatAnOriginIsAway() throws IOException {
    assertThat(send("GET / HTTP/1.1\r\nHost: gone.example\r\n"))
        .startsWith("HTTP/1.1 502 ")
        .contains("Retry-After: 2\r\n", "urn:peercache:problem:origin-away", "Via: 1.1 node-1\r\n");
    origin.answerWith(request -> Answer.hangUp());
    assertThat(send("GET / HTTP/1.1\r\nHost: docs.example\r\n")).startsWith("HTTP/1.1 502 ");
    assertThat(send("GET / HTTP/1.1\r\nHost: unknown.example\r\n"))
        .startsWith("HTTP/1.1 503 ")
        .contains("urn:peercache:problem:origin-unknown", "Retry-After: 5\r\n");
  }

  @Test
  void neverMakesAShortBodyLookWhole() throws IOException {
    origin.answerWith(request ->
        new Answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", true));
    assertThat(send("GET /files/a/ HTTP/1.1\r\nHost: docs.example\r\n"))
        .doesNotContain("0\r\n\r\n");
  }

  @Test
  void neverGivesTheNetworksKeyAway() throws IOException {
    send("PUT /files/a HTTP/1.1\r\nHost: docs.example\r\nContent-Length: 1\r\n", "x");
    assertThat(origin.received())
        .allSatisfy(request ->
            assertThat(request.headers().toString()).doesNotContain(NetworkSide.NETWORK_KEY));
  }

  private Received lastReceived() {
    return origin.received().getLast();
  }

  private String send(String head) throws IOException {
    return send(head, "");
  }

  private String send(String head, String body) throws IOException {
    String close = head.contains("Connection: ") ? "" : "Connection: close\r\n";
    return RawClient.send(port, head + close + "\r\n" + body);
  }
}
