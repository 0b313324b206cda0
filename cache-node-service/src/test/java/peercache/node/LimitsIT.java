package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.io.InputStream;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import peercache.content.RateLimit;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedOrigin.Fault;
import peercache.nodetest.TestNode;

/** What a node takes of its links, and what it does when its origin has enough. */
class LimitsIT extends FillFixture {
  private static final String BEARER = "Bearer " + TestNode.KEY;
  private static final int RATE = 4 << 20;

  private TestNode startAndFill(String... settings) throws Exception {
    var node = start(settings);
    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());
    await().until(() -> node.holdings().all().size() == 1);
    return node;
  }

  /** In nanoseconds; a lower bound, so that a slow machine changes nothing. */
  private static long leastTime(long bytes) {
    long burst = new RateLimit(RATE, System::nanoTime).burst();
    return TimeUnit.SECONDS.toNanos(1) * (bytes - burst) / RATE;
  }

  @Test
  void comesAgainWhenTheOriginSays() throws Exception {
    origin.failOnce(0, new Fault.Busy(503, 1));
    long began = System.nanoTime();
    startAndFill("peercache.node.fill.give-up-after=20s");

    assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    assertThat(origin.asked)
        .filteredOn(ask -> ask.headers().getOrDefault("range", "").startsWith("bytes=0-"))
        .hasSize(2);
    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length);
  }

  @Test
  void saysWhoItIsToItsOrigin() throws Exception {
    startAndFill();
    assertThat(origin.asked)
        .isNotEmpty()
        .allSatisfy(ask -> assertThat(ask.headers()).containsEntry("peercache-node", "n1"));
  }

  @Test
  void fillsNoFasterThanItMay() throws Exception {
    long began = System.nanoTime();
    startAndFill("peercache.node.limits.fills.max-bytes-per-second=4MB");
    assertThat(System.nanoTime() - began).isGreaterThan(leastTime(content.bytes().length));
    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length);
  }

  @Test
  void aFillThatWaitsForItsTurnIsNotTakenForAStall() throws Exception {
    // What is read at once without a limit would take as long as the node is patient.
    var node = start("peercache.node.limits.fills.max-bytes-per-second=64KB");
    var small = origin.publish("small.bin", Content.random(PIECE / 4, 2));
    assertThat(TestNode.get(node.version(small)).body()).isEqualTo(small.bytes());
    assertThat(origin.conveyed.get()).isEqualTo(small.bytes().length);
    assertThat(origin.asked)
        .as("requests for bytes")
        .filteredOn(ask -> ask.headers().containsKey("range"))
        .hasSize(1);
  }

  @Test
  void sendsToOtherNodesNoFasterThanItMay() throws Exception {
    var node = startAndFill("peercache.node.limits.peers.max-bytes-per-second=4MB");
    long began = System.nanoTime();
    var answer = TestNode.get(node.version(content), "Authorization", BEARER);
    assertThat(System.nanoTime() - began).isGreaterThan(leastTime(content.bytes().length));
    assertThat(answer.body()).isEqualTo(content.bytes());
    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());
  }

  @Test
  void sendsWhatItFillsNoFasterThanItMay() throws Exception {
    var node = start("peercache.node.limits.peers.max-bytes-per-second=4MB");
    origin.allowUpTo(5 * PIECE);
    var caller = open(node.version(content));
    assertThat(caller.body().readNBytes(5 * PIECE)).isEqualTo(content.part(0, 5 * PIECE));
    long began = System.nanoTime();
    // Another node is sent what is here, and offered what comes later.
    var range = "bytes=0-" + (5 * PIECE - 1);
    var peer = open(node.version(content), "Authorization", BEARER, "Range", range);
    assertThat(peer.body().readAllBytes()).isEqualTo(content.part(0, 5 * PIECE));
    assertThat(System.nanoTime() - began).isGreaterThan(leastTime(5 * PIECE));
    assertThat(node.holdings().fillsInFlight()).isEqualTo(1);
    origin.allowAll();
    assertThat(caller.body().readAllBytes()).hasSize(content.bytes().length - 5 * PIECE);
  }

  @Test
  void asksOtherNodesToComeAgainBeforeTheyWouldWaitForLong() throws Exception {
    var node = startAndFill("peercache.node.limits.peers.max-bytes-per-second=64KB");
    var asked = new ArrayList<CompletableFuture<HttpResponse<InputStream>>>();
    for (int i = 0; i < 200; i++) {
      asked.add(
          TestNode.CLIENT.sendAsync(
              TestNode.request("GET", node.version(content), "Authorization", BEARER),
              BodyHandlers.ofInputStream()));
    }
    List<HttpResponse<InputStream>> answers = asked.stream().map(CompletableFuture::join).toList();

    assertThat(answers).extracting(HttpResponse::statusCode).contains(200).containsOnly(200, 429);
    assertThat(answers)
        .filteredOn(answer -> answer.statusCode() == 429)
        .allSatisfy(answer -> assertThat(answer.headers().firstValue("Retry-After")).contains("1"));
    assertThat(answers).extracting(HttpResponse::statusCode).contains(429);
    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());
    for (var answer : answers) {
      answer.body().close();
    }
  }
}
