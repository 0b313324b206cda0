package peercache.edge.hotpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.eclipse.jetty.http.HttpHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is plain enough to be answered on the connection; the rest is Jetty's to read. */
class RequestHeadTests {
  @Test
  void readsWhatWrkSends() {
    var head = plain("GET /a/b HTTP/1.1\r\nHost: 127.0.0.1:8082\r\n\r\n");
    assertThat(head.path()).isEqualTo("/a/b");
    assertThat(head.query()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host: a\r\nUser-Agent: curl/7.88.1\r\nAccept: */*\r\n",
        "Host: a.example:80\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: Keep-Alive\r\n",
        "accept-language: de\r\nHOST:a\r\nReferer: http://b/\r\n",
        "Host: a\r\nUser-Agent:\r\n",
        "Host: a\r\nX-Forwarded-For: b\r\nX-Forwarded-Proto: https\r\nX-Real-IP: c\r\n",
        "Host: a\r\nForwarded: for=b\r\nX-Forwarded-Host: c\r\nX-Forwarded-Port: 1\r\n",
      })
  void readsWhatCommonClientsSend(String fields) {
    assertThat(plain("GET /a HTTP/1.1\r\n" + fields + "\r\n").path()).isEqualTo("/a");
  }

  @Test
  void leavesATargetAsItIs() {
    var head = plain("GET /%41%2F/..;b//c?d=%20&e?f HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(head.path()).isEqualTo("/%41%2F/..;b//c");
    assertThat(head.query()).isEqualTo("d=%20&e?f");
    assertThat(plain("GET /a? HTTP/1.1\r\nHost: a\r\n\r\n").query()).isEmpty();
  }

  @Test
  void tellsTheLinesOfAFieldInTheirOrder() {
    String first = "GET /a HTTP/1.1\r\nX-Forwarded-For: z\r\nHost: a\r\n\r\n";
    String second =
        String.join(
            "\r\n",
            "GET /b HTTP/1.1",
            "x-forwarded-for:a, b",
            "Host: a",
            "Forwarded: for=d",
            "X-FORWARDED-FOR: c",
            "X-Forwarded-For:",
            "",
            "");
    byte[] both = bytes(first + second + "GET /c");
    int start = first.length();
    var head = Objects.requireNonNull(RequestHead.parse(both, start, both.length));

    assertThat(head.values(HttpHeader.X_FORWARDED_FOR, both, start))
        .extracting(String::strip)
        .containsExactly("a, b", "c", "");
    assertThat(head.values(HttpHeader.FORWARDED, both, start))
        .extracting(String::strip)
        .containsExactly("for=d");
    assertThat(head.values(HttpHeader.REFERER, both, start)).isEmpty();
  }

  @Test
  void endsWhereTheNextRequestBegins() {
    String first = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
    byte[] both = bytes(first + "GET /b HTTP/1.1\r\nHost: a\r\n\r\n");
    var head = Objects.requireNonNull(RequestHead.parse(both, 0, both.length));
    assertThat(head.end()).isEqualTo(first.length());
    var next = Objects.requireNonNull(RequestHead.parse(both, head.end(), both.length));
    assertThat(next.path()).isEqualTo("/b");
  }

  @Test
  void aHeadThatIsNotAllThereIsNotPlainYet() {
    byte[] whole = bytes("GET /a?b HTTP/1.1\r\nHost: a\r\nAccept: */*\r\n\r\n");
    for (int limit = 0; limit < whole.length; limit++) {
      assertThat(RequestHead.parse(whole, 0, limit)).as("first %d bytes", limit).isNull();
    }
    assertThat(RequestHead.parse(whole, 0, whole.length)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HEAD /a HTTP/1.1",
        "get /a HTTP/1.1",
        "GET  /a HTTP/1.1",
        "GET\t/a HTTP/1.1",
        "GET a HTTP/1.1",
        "GET http://b/a HTTP/1.1",
        "GET * HTTP/1.1",
        "\r\nGET /a HTTP/1.1",
        "GET /a HTTP/1.0",
        "GET /a HTTP/1.1 ",
        "GET /a  HTTP/1.1",
        "GET /a http/1.1",
        "GET /a",
        "GET /a#b HTTP/1.1",
        "GET /a\"b HTTP/1.1",
        "GET /a\\b HTTP/1.1",
        "GET /a|b HTTP/1.1",
        "GET /a\u0000b HTTP/1.1",
        "GET /a\u007fb HTTP/1.1",
        "GET /\u00e4 HTTP/1.1",
        "PRI * HTTP/2.0",
      })
  void anyOtherRequestLineIsLeftToJetty(String line) {
    assertThat(parse(line + "\r\nHost: a\r\n\r\n")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Host: a\r\nHost: a\r\n",
        "Host:\r\n",
        "Host: \r\n",
        "Host: a b\r\n",
        "Host: a:\r\n",
        "Host: a:123456\r\n",
        "Host: a:8x\r\n",
        "Host: a@b\r\n",
        "Host: [::1]\r\n",
        "Host: a,b\r\n",
        "Host:  a\r\n",
        "Host : a\r\n",
        " Host: a\r\n",
        "Host: a \r\n",
        "Host: a\r\nRange: bytes=0-\r\n",
        "Host: a\r\nIf-None-Match: *\r\n",
        "Host: a\r\nAuthorization: Bearer b\r\n",
        "Host: a\r\nCookie: b=c\r\n",
        "Host: a\r\nOrigin: http://b\r\n",
        "Host: a\r\nAccept: application/metalink4+xml\r\n",
        "Host: a\r\nConnection: close\r\n",
        "Host: a\r\nConnection: upgrade\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\n",
        "Host: a\r\nContent-Length: 0\r\n",
        "Host: a\r\nExpect: 100-continue\r\n",
        "Host: a\r\nUser-Agent: b\r\n c\r\n",
        "Host: a\r\nUser-Agent: b\nRange: bytes=0-\r\n",
        "Host: a\r\nUser-Agent: b\rc\r\n",
        "Host: a\r\nUser-Agent: \u0000\r\n",
        "Host: a\r\nUser-Agent: \u00e4\r\n",
        "Host: a\r\nUser-Agent\r\n",
        "Host: a\r\n: b\r\n",
        "Host: a\r\nUser-Agent : b\r\n",
        "Host: a\n",
        "Host: a\r\r\n",
      })
  void anyOtherFieldIsLeftToJetty(String fields) {
    assertThat(parse("GET /a HTTP/1.1\r\n" + fields + "\r\n")).isNull();
  }

  @Test
  void soManyFieldsThatThereMayBeTooManyAreLeftToJetty() {
    String head = "GET /a HTTP/1.1\r\nHost: a\r\n";
    String field = "Referer: b\r\n";
    assertThat(parse(head + field.repeat(15) + "\r\n")).isNotNull();
    assertThat(parse(head + field.repeat(16) + "\r\n")).isNull();
  }

  private static RequestHead plain(String text) {
    var head = Objects.requireNonNull(parse(text), text);
    assertThat(head.end()).isEqualTo(text.length());
    return head;
  }

  private static @org.jspecify.annotations.Nullable RequestHead parse(String text) {
    byte[] bytes = bytes(text);
    return RequestHead.parse(bytes, 0, bytes.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
