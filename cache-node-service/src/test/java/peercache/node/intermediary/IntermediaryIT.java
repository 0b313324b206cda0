package peercache.node.intermediary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.node.script.Answer;
import peercache.node.script.NetworkSide;

/** What an intermediate serves, passes on and passes back. */
class IntermediaryIT extends IntermediaryFixture {
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
    assertThat(sendPastTheOrigin(request))
        .startsWith("HTTP/1.1 200 ")
        .contains("Via: 1.1 node-1\r\n")
        .endsWith("served docs/a b");
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
    assertThat(sendPastTheOrigin(request)).doesNotContain("Via:").doesNotContain("served docs");
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
    assertThat(send(toDocs(method + " " + target))).endsWith("from the origin");
    assertThat(lastReceived().method()).isEqualTo(method);
    assertThat(lastReceived().target()).isEqualTo(target.equals("*") ? target : "/base" + target);
  }

  @Test
  void passesTheTargetOfAnAbsoluteFormOnAsAPath() throws IOException {
    send(toDocs("DELETE http://docs.example/files/x?y=%7e"));
    assertThat(lastReceived().target()).isEqualTo("/base/files/x?y=%7e");
    assertThat(lastReceived().headers("Host")).containsExactly("docs.example");
  }

  @Test
  void encodesWhatACallerLeftUnencoded() throws IOException {
    send(toDocs("GET /files/\u00C3\u00A9/"));
    assertThat(lastReceived().target()).isEqualTo("/base/files/%C3%A9/");
  }

  @Test
  void passesHeadersOnButThoseOfOneHopAndAddsViaAndItsCaller() throws IOException {
    send(
        toDocs(
            "GET /files/a",
            "Authorization: Bearer the-caller's-own",
            "X-Twice: 1",
            "X-Twice: 2",
            "Via: 1.0 first",
            "X-Forwarded-For: 192.0.2.1",
            "X-Hop: mine",
            "TE: trailers",
            "Proxy-Authorization: Basic eDp5",
            "Connection: close, X-Hop"));
    var received = lastReceived();
    assertThat(received.headers("Authorization")).containsExactly("Bearer the-caller's-own");
    assertThat(received.headers("X-Twice")).containsExactly("1", "2");
    assertThat(received.headers("Via")).containsExactly("1.0 first, 1.1 node-1");
    assertThat(received.headers().stream().map(line -> line.substring(0, line.indexOf(':'))))
        .containsOnly("Host", "Authorization", "X-Twice", "Via", "X-Forwarded-For");
    assertThat(received.headers("X-Forwarded-For"))
        .as("whom it heard comes last")
        .containsExactly("192.0.2.1", "127.0.0.1");
  }

  @Test
  void passesBodiesOnWholeOrInChunks() throws IOException {
    send(toDocs("PUT /files/a", "Content-Length: 5"), "12345");
    assertThat(lastReceived().body()).isEqualTo("12345");
    assertThat(lastReceived().headers("Content-Length")).containsExactly("5");
    assertThat(lastReceived().headers("Content-Type")).isEmpty();
    send(toDocs("PUT /files/a", "Transfer-Encoding: chunked"), "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    assertThat(lastReceived().body()).isEqualTo("abcde");
    send(toDocs("PUT /files/a", "Expect: 100-continue", "Content-Length: 2"), "ab");
    assertThat(lastReceived().body()).isEqualTo("ab");
  }

  @Test
  void streamsLargeBodiesBothWays() throws IOException {
    String large = "0123456789abcdef".repeat(200_000);
    origin.answerWith(request -> Answer.of(200, request.body()));
    String answer = send(toDocs("PUT /files/a", "Content-Length: " + large.length()), large);
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
    assertThat(send(toDocs("POST /files/a", "Content-Length: 0")))
        .startsWith("HTTP/1.1 418 ")
        .contains("ETag: \"x\"\r\n", "Set-Cookie: a=1\r\n", "Set-Cookie: b=2\r\n")
        .contains("Via: 1.1 inner\r\n", "Via: 1.1 node-1\r\n")
        .doesNotContain("X-Private")
        .endsWith("short and stout");
  }

  @Test
  void neverGivesTheNetworksKeyAway() throws IOException {
    send(toDocs("PUT /files/a", "Content-Length: 1"), "x");
    assertThat(origin.received())
        .allSatisfy(request ->
            assertThat(request.headers().toString()).doesNotContain(NetworkSide.NETWORK_KEY));
  }
}
