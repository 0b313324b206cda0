package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.FillPlan;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.Zone;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedOrigin;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.TestNode;

/** Two nodes with each other. */
class PeersIT {
  private static final String BEARER = "Bearer " + TestNode.KEY;

  @TempDir Path firstData;
  @TempDir Path secondData;

  private final ScriptedOrigin origin = new ScriptedOrigin();
  private final ScriptedRegistry registry = new ScriptedRegistry();
  private final Content content = origin.add(Content.random(4 * PIECE + 5, 1));
  private TestNode first;
  private TestNode second;

  @BeforeEach
  void start() {
    first = TestNode.start("n1", firstData, origin.uri(), registry);
    second = TestNode.start("n2", secondData, origin.uri(), registry);
  }

  @AfterEach
  void stop() {
    origin.allowAll();
    second.close();
    first.close();
    origin.close();
  }

  private static FillPlan.Source source(String id, URI uri, HolderState state) {
    return new FillPlan.Source(new NodeId(id), uri, Zone.DEFAULT, state);
  }

  private InputStream open(TestNode node) throws Exception {
    return TestNode.CLIENT
        .send(TestNode.request("GET", node.version(content)), BodyHandlers.ofInputStream())
        .body();
  }

  private void planFirstFor(String id, HolderState state) {
    registry.plan =
        request ->
            request.node().equals(new NodeId(id))
                ? ScriptedRegistry.from(source("n1", first.uri(""), state))
                : ScriptedRegistry.fromOrigin(1);
  }

  @Test
  void aSecondNodeFillsFromTheFirst() throws Exception {
    TestNode.get(first.version(content));
    await().until(() -> first.holdings().all().size() == 1);
    planFirstFor("n2", HolderState.HOLDING);

    assertThat(TestNode.get(second.version(content)).body()).isEqualTo(content.bytes());

    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length);
    assertThat(second.count("peercache.node.bytes.filled", "from", "peer"))
        .isEqualTo(content.bytes().length);
    assertThat(first.count("peercache.node.bytes.served", "to", "peer"))
        .isEqualTo(content.bytes().length);
  }

  @Test
  void aSecondNodeFillsFromOneThatIsItselfFilling() throws Exception {
    registry.plan =
        request ->
            request.node().equals(new NodeId("n1"))
                ? new FillPlan(
                    List.of(source("n2", second.uri(""), HolderState.FILLING)),
                    1L,
                    Duration.ofSeconds(2),
                    ScriptedRegistry.RENEW_EVERY)
                : ScriptedRegistry.from(source("n1", first.uri(""), HolderState.FILLING));
    origin.allowUpTo(0);
    var onFirst = open(first);
    var onSecond = open(second);
    origin.allowAll();

    assertThat(onSecond.readAllBytes()).isEqualTo(content.bytes());
    assertThat(onFirst.readAllBytes()).isEqualTo(content.bytes());
    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length);
  }

  @Test
  void whoLeadsFetchesItselfWhatItCannotGetFromWhoHasIt() throws Exception {
    planFirstFor("n2", HolderState.FILLING); // and the first is not told of the second
    origin.allowUpTo(0);
    var onFirst = open(first);
    var onSecond = open(second);
    await().until(() -> second.count("peercache.node.asks", "outcome", "offered") > 0);
    origin.allowAll();

    assertThat(onSecond.readAllBytes()).isEqualTo(content.bytes());
    assertThat(onFirst.readAllBytes()).isEqualTo(content.bytes());
  }

  @Test
  void oneOfTheNodesThatFillGoesToTheOriginWhileTheRegistryIsAway() throws Exception {
    var toFirst = source("n1", first.uri(""), HolderState.FILLING);
    var toSecond = source("n2", second.uri(""), HolderState.FILLING);
    registry.plan =
        request ->
            ScriptedRegistry.from(request.node().equals(new NodeId("n1")) ? toSecond : toFirst);
    var onSecond = open(second);
    var onFirst = open(first);
    await().until(() -> first.count("peercache.node.asks", "outcome", "nothing") > 0);
    registry.away = true;

    assertThat(onFirst.readAllBytes()).isEqualTo(content.bytes());
    assertThat(onSecond.readAllBytes()).isEqualTo(content.bytes());
    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length);
  }

  @Test
  void goesToTheOriginWhenAPeerDoesNotHaveIt() throws Exception {
    registry.plan =
        request ->
            request.failedSources().isEmpty()
                ? ScriptedRegistry.from(source("n1", first.uri(""), HolderState.HOLDING))
                : ScriptedRegistry.fromOrigin(3);

    assertThat(TestNode.get(second.version(content)).body()).isEqualTo(content.bytes());

    assertThat(registry.planned)
        .anySatisfy(
            request -> assertThat(request.failedSources()).containsExactly(new NodeId("n1")));
    assertThat(first.filesOnDisk()).isEmpty();
  }

  @Test
  void neverFillsOrRedirectsForAPeer() throws Exception {
    var answer = TestNode.get(first.version(content), "Authorization", BEARER);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).asString().contains("urn:peercache:problem:not-held");
    assertThat(origin.asked).isEmpty();
    assertThat(first.holdings().fillsInFlight()).isZero();
  }

  @Test
  void tellsOtherNodesWhichPiecesItHas() throws Exception {
    var uri = first.uri("/versions/" + content.id() + "/pieces");
    assertThat(TestNode.get(uri).statusCode()).isEqualTo(401);
    assertThat(TestNode.get(uri, "Authorization", BEARER).statusCode()).isEqualTo(404);

    origin.allowUpTo(2 * PIECE);
    var answer =
        TestNode.CLIENT.send(
            TestNode.request("GET", first.version(content)), BodyHandlers.ofInputStream());
    assertThat(answer.body().readNBytes(2 * PIECE)).hasSize(2 * PIECE);
    assertThat(TestNode.get(uri, "Authorization", BEARER).body())
        .asString()
        .contains("\"pieces\":\"0-1\"", "\"pieceSize\":" + PIECE, "\"size\":" + (4 * PIECE + 5));

    origin.allowAll();
    assertThat(answer.body().readAllBytes()).hasSize(2 * PIECE + 5);
    await().until(() -> first.holdings().all().size() == 1);
    await()
        .untilAsserted(() ->
            assertThat(TestNode.get(uri, "Authorization", BEARER).body())
                .asString()
                .contains("\"pieces\":\"all\""));
  }
}
