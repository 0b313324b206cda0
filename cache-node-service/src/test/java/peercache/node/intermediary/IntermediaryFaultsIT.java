package peercache.node.intermediary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import peercache.node.script.Answer;
import peercache.node.script.RawClient;

/** What callers of an intermediate see when an origin fails. */
class IntermediaryFaultsIT extends IntermediaryFixture {
  @Test
  void saysThatAnOriginIsAway() throws IOException {
    assertThat(send(RawClient.head("GET /", "gone.example")))
        .startsWith("HTTP/1.1 502 ")
        .contains("Retry-After: 2\r\n", "urn:peercache:problem:origin-away", "Via: 1.1 node-1\r\n");
    origin.answerWith(request -> Answer.hangUp());
    assertThat(send(toDocs("GET /"))).startsWith("HTTP/1.1 502 ");
    assertThat(send(RawClient.head("GET /", "unknown.example")))
        .startsWith("HTTP/1.1 503 ")
        .contains("urn:peercache:problem:origin-unknown", "Retry-After: 5\r\n");
  }

  @Test
  void neverMakesAShortBodyLookWhole() throws IOException {
    origin.answerWith(request ->
        new Answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", true));
    assertThat(send(toDocs("GET /files/a/"))).doesNotContain("0\r\n\r\n");
  }
}
