package peercache.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.NodeId;
import peercache.node.exchange.PieceAsk;
import peercache.node.exchange.PieceJson;
import peercache.node.exchange.PieceOffers;
import peercache.node.exchange.PieceSet;
import peercache.nodetest.TestNode;

/** How a node answers another one that asks which pieces it may fetch. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PieceAsksIT extends FillFixture {
  private static final int PIECES = 6;

  private URI pieces(TestNode node) {
    return node.uri("/versions/" + content.id() + "/pieces");
  }

  private static HttpRequest.Builder post(URI uri, byte[] body) {
    return HttpRequest.newBuilder(uri).POST(BodyPublishers.ofByteArray(body));
  }

  private static CompletableFuture<HttpResponse<byte[]>> ask(URI uri, byte[] body) {
    var request = post(uri, body).header("Authorization", "Bearer " + TestNode.KEY).build();
    return TestNode.CLIENT.sendAsync(request, BodyHandlers.ofByteArray());
  }

  private static byte[] wants(int pieces, BitSet wanted, int room, int waitMillis) {
    return PieceJson.write(
        new PieceAsk(
            new NodeId("n7"),
            1,
            0,
            pieces,
            PieceSet.of(new BitSet()),
            PieceSet.of(new BitSet()),
            PieceSet.of(wanted),
            List.of(),
            List.of(),
            room,
            false,
            waitMillis));
  }

  private static BitSet only(int piece) {
    var set = new BitSet();
    set.set(piece);
    return set;
  }

  private static BitSet all(int pieces) {
    var set = new BitSet();
    set.set(0, pieces);
    return set;
  }

  private static PieceOffers offers(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    return PieceJson.readOffers(answer.body());
  }

  private TestNode startAndFill() throws Exception {
    var node = start();
    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());
    await().until(() -> node.holdings().all().size() == 1);
    return node;
  }

  @Test
  void onlyMembersOfTheNetworkAreAnswered() throws Exception {
    var node = startAndFill();
    var request = post(pieces(node), wants(PIECES, all(PIECES), 3, 0)).build();

    var answer = TestNode.CLIENT.send(request, BodyHandlers.ofByteArray());

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"node\":\"n7\"",
        "{\"node\":\"n7\",\"pieces\":2,\"have\":\"\",\"wanted\":\"BA==\"}"
      })
  void anAskThatCannotBeReadIsRefused(String body) throws Exception {
    var answer = ask(pieces(startAndFill()), body.getBytes(UTF_8)).get();

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
  }

  @Test
  void anAskIsBounded() throws Exception {
    var body = " ".repeat(1 << 20) + new String(wants(PIECES, all(PIECES), 1, 0), UTF_8);

    assertThat(ask(pieces(startAndFill()), body.getBytes(UTF_8)).get().statusCode()).isEqualTo(400);
  }

  @Test
  void whatIsNotHereIsNotFound() throws Exception {
    var answer = ask(pieces(start()), wants(PIECES, all(PIECES), 3, 1_000)).get();

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).asString().contains("urn:peercache:problem:not-held");
    assertThat(origin.asked).as("nothing is filled for it").isEmpty();
  }

  @Test
  void offersWhatIsWantedOfAWholeVersion() throws Exception {
    var node = startAndFill();
    var wanted = all(PIECES);
    wanted.clear(2);

    var offers = offers(ask(pieces(node), wants(PIECES, wanted, 5, 0)).get());

    assertThat(offers.pieces()).containsExactlyInAnyOrder(0, 1, 3, 4, 5);
    assertThat(offers.have().bits()).isEqualTo(all(PIECES));
    assertThat(offers.fromOrigin()).isEmpty();
    assertThat(offers.leads()).isFalse();
  }

  @Test
  void offersAWholeVersionAfterARestart() throws Exception {
    startAndFill();
    var node = start();

    assertThat(offers(ask(pieces(node), wants(PIECES, only(4), 5, 0)).get()).pieces())
        .containsExactly(4);
  }

  @Test
  void oneThatIsWrongAboutTheVersionDoesNotMisleadTheOthers() throws Exception {
    startAndFill();
    var node = start();
    var wrong = ask(pieces(node), wants(PIECES + 50, all(PIECES + 50), 3, 0)).get();

    var right = ask(pieces(node), wants(PIECES, all(PIECES), 3, 0)).get();

    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).asString().contains("does not have 56 pieces");
    assertThat(offers(right).pieces()).hasSize(3);
  }

  @Test
  void anAskThatWaitsIsAnsweredWhenAPieceArrives() throws Exception {
    var node = start();
    origin.allowUpTo(2 * PIECE);
    var caller = open(node.version(content));
    assertThat(caller.body().readNBytes(2 * PIECE)).hasSize(2 * PIECE);

    var waiting = ask(pieces(node), wants(PIECES, only(4), 1, 10_000));
    assertThat(offers(ask(pieces(node), wants(PIECES, all(PIECES), 0, 0)).get()).have().bits())
        .isEqualTo(all(2));
    assertThat(waiting).isNotDone();
    origin.allowAll();

    assertThat(offers(waiting.get()).pieces()).containsExactly(4);
    assertThat(caller.body().readAllBytes()).hasSize(content.bytes().length - 2 * PIECE);
  }

  @Test
  void anAskWaitsNoLongerThanItSays() throws Exception {
    var node = start();
    origin.allowUpTo(0);
    var caller = open(node.version(content));
    assertThat(caller.statusCode()).isEqualTo(200);
    long began = System.nanoTime();

    var offers = offers(ask(pieces(node), wants(PIECES, all(PIECES), 3, 200)).get());

    assertThat(offers.pieces()).isEmpty();
    assertThat(System.nanoTime() - began)
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(200));
    origin.allowAll();
    assertThat(caller.body().readAllBytes()).isEqualTo(content.bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "DELETE", "PATCH"})
  void otherMethodsAreNotAllowed(String method) throws Exception {
    var node = start();
    var answer = TestNode.send(method, pieces(node), "Authorization", "Bearer " + TestNode.KEY);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS, POST");
  }

  @Test
  void nothingElseIsPosted() throws Exception {
    var node = start();
    for (var uri :
        List.of(node.version(content), node.uri("/versions/" + content.id() + "/manifest"))) {
      var answer = ask(uri, new byte[0]).get();
      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
    }
  }
}
