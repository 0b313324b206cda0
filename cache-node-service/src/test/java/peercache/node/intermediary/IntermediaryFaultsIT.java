package peercache.node.intermediary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import peercache.node.script.Answer;
import peercache.node.script.RawClient;

/** What callers of an intermediate see when an origin fails. */
class IntermediaryFaultsIT extends IntermediaryFixture {
  private static final Answer SILENCE = Answer.raw("");

  IntermediaryFaultsIT() {
    super(
        "peercache.node.intermediary.stall-timeout=3s",
        "peercache.node.intermediary.max-wait=2s",
        "peercache.node.intermediary.max-connections-per-origin=1",
        "peercache.node.intermediary.max-waiting-per-origin=1");
  }

  @Test
  void saysThatAnOriginIsNotThere() throws IOException {
    assertProblem(send(RawClient.head("GET /", "gone.example")), 502, "origin-away", 2);
  }

  @Test
  void saysThatAnOriginHungUp() throws IOException {
    origin.answerWith(request -> Answer.hangUp());
    assertProblem(send(toDocs("GET /")), 502, "origin-away", 2);
  }

  @Test
  void saysThatNobodyKnowsWhereAnOriginIs() throws IOException {
    assertProblem(send(RawClient.head("GET /", "unknown.example")), 503, "origin-unknown", 5);
  }

  @Test
  void saysThatAnOriginDoesNotAnswer() throws IOException {
    origin.answerWith(request -> SILENCE);
    assertProblem(send(toDocs("GET /")), 504, "origin-timeout", 2);
  }

  @Test
  void refusesAtOnceWhatFindsNoRoomToWaitForAnOrigin() {
    var late = new CompletableFuture<Answer>();
    origin.answerWith(request -> late.join());
    var answers = new ConcurrentLinkedQueue<String>();
    int before = origin.received().size();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var _ = callers.submit(() -> answers.add(send(toDocs("GET /"))));
      await().until(() -> origin.received().size() == before + 1);
      for (int i = 0; i < 4; i++) {
        var _ = callers.submit(() -> answers.add(send(toDocs("GET /"))));
      }
      await().until(() -> answers.size() == 3);
      assertThat(answers).allSatisfy(answer -> assertProblem(answer, 503, "origin-busy", 2));

      late.complete(Answer.of(200, "late"));
    }
    assertThat(answers)
        .hasSize(5)
        .filteredOn(answer -> answer.startsWith("HTTP/1.1 200 "))
        .hasSize(2)
        .allSatisfy(answer -> assertThat(answer).endsWith("late"));
  }

  @Test
  void refusesWhatHasWaitedTooLongForAnOrigin() throws Exception {
    origin.answerWith(request -> SILENCE);
    int before = origin.received().size();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = callers.submit(() -> send(toDocs("GET /")));
      await().until(() -> origin.received().size() == before + 1);

      assertProblem(send(toDocs("GET /")), 503, "origin-busy", 2);

      assertProblem(first.get(), 504, "origin-timeout", 2);
    }
    assertThat(origin.received()).hasSize(before + 1);
  }

  @Test
  void neverMakesAShortBodyLookWhole() throws IOException {
    String part = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
    for (boolean thenClose : new boolean[] {true, false}) {
      origin.answerWith(request -> new Answer(part, thenClose));
      assertThat(send(toDocs("GET /files/a/")))
          .startsWith("HTTP/1.1 200 ")
          .doesNotContain("0\r\n\r\n");
    }
  }

  private static void assertProblem(String answer, int status, String name, int retryAfter) {
    assertThat(answer)
        .startsWith("HTTP/1.1 " + status + " ")
        .contains("Content-Type: application/problem+json\r\n", "urn:peercache:problem:" + name)
        .contains("Retry-After: " + retryAfter + "\r\n", "Via: 1.1 node-1\r\n");
  }
}
