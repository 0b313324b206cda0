package peercache.node.intermediary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.node.script.RawClient;

/** What an intermediate does not do, so that it is no way to anywhere else. */
class IntermediaryRefusalsIT extends IntermediaryFixture {
  @ParameterizedTest
  @ValueSource(strings = {"docs.example:80", "evil.example:443", "node-1.example:8082"})
  void neverTunnels(String authority) throws IOException {
    assertThat(send(RawClient.head("CONNECT " + authority, authority)))
        .startsWith("HTTP/1.1 405 ")
        .contains("Allow: GET, HEAD, PUT")
        .contains("urn:peercache:problem:no-tunnel", "does not tunnel");
  }

  @Test
  void neverTraces() throws IOException {
    assertThat(send(toDocs("TRACE /files/a"))).startsWith("HTTP/1.1 405 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "docs.example:22", "169.254.169.254", "[::2]:8082"})
  void isNoProxyToAnybodyElse(String authority) throws IOException {
    assertThat(send(RawClient.head("GET http://" + authority + "/files/a", authority)))
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
    assertThat(sendPastTheOrigin(request))
        .startsWith("HTTP/1.1 400 ")
        .contains("application/problem+json");
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
    assertThat(sendPastTheOrigin(request))
        .startsWith("HTTP/1.1 508 ")
        .contains("urn:peercache:problem:proxy-loop");
  }
}
