package peercache.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import peercache.api.FillPlan;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.Zone;
import peercache.content.SignedManifest;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedPeer;
import peercache.nodetest.ScriptedPeer.Told;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.Signing;
import peercache.nodetest.TestNode;

/** Where a node gets manifests, which it believes, and to whom it passes them on. */
class ManifestsIT extends FillFixture {
  private static final String BEARER = "Bearer " + TestNode.KEY;
  private static final URI NOBODY = URI.create("http://127.0.0.1:1");

  @TempDir Path others;
  private final List<AutoCloseable> running = new ArrayList<>();

  @AfterEach
  void stopOthers() throws Exception {
    for (var one : running) {
      one.close();
    }
  }

  private ScriptedPeer peer(ScriptedPeer.Script script) {
    var peer = new ScriptedPeer(content, script);
    running.add(peer);
    return peer;
  }

  private TestNode another(String id, URI originUri, String... settings) {
    var node = TestNode.start(id, others.resolve(id), originUri, registry, settings);
    running.add(node);
    return node;
  }

  /** These are all that a fill may ask, and the origin if there is a token. */
  private void planned(@Nullable Long token, URI... uris) {
    var sources = new ArrayList<FillPlan.Source>();
    for (var uri : uris) {
      var id = new NodeId("n2" + sources.size());
      sources.add(new FillPlan.Source(id, uri, Zone.DEFAULT, HolderState.HOLDING));
    }
    registry.plan =
        request ->
            new FillPlan(sources, token, Duration.ofSeconds(2), ScriptedRegistry.RENEW_EVERY);
  }

  private static double count(TestNode node, String outcome) {
    return node.count("peercache.node.manifests", "outcome", outcome);
  }

  private static HttpResponse<byte[]> manifest(TestNode node, Content content) throws Exception {
    return TestNode.get(
        node.uri("/versions/" + content.id() + "/manifest"), "Authorization", BEARER);
  }

  private void hold(TestNode node) throws Exception {
    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());
    await().until(() -> node.holdings().all().size() == 1);
  }

  @Test
  void passesOnExactlyWhatTheOriginSigned() throws Exception {
    var node = start();
    assertThat(manifest(node, content).statusCode()).isEqualTo(404);
    assertThat(TestNode.get(node.uri("/versions/" + content.id() + "/manifest")).statusCode())
        .isEqualTo(401);

    hold(node);

    var answer = manifest(node, content);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(SignedManifest.unsigned(content.manifest()).json());
    assertThat(answer.headers().firstValue("Peercache-Signature"))
        .hasValue(Signing.sign(answer.body()));
  }

  @Test
  void passesItOnWhileItIsFillingAndAfterARestart() throws Exception {
    var node = start();
    origin.allowUpTo(PIECE);
    var caller = open(node.version(content));
    var whileFilling = manifest(node, content);
    origin.allowAll();
    assertThat(caller.body().readAllBytes()).isEqualTo(content.bytes());
    await().until(() -> node.holdings().all().size() == 1);

    var restarted = manifest(start(), content);

    assertThat(whileFilling.statusCode()).isEqualTo(200);
    assertThat(restarted.body()).isEqualTo(whileFilling.body());
    assertThat(restarted.headers().firstValue("Peercache-Signature"))
        .hasValue(Signing.sign(restarted.body()));
  }

  @Test
  void doesNotPassOnWhatCannotBeProven() throws Exception {
    origin.signs = false;
    var node = start();
    hold(node);

    var answer = manifest(node, content);

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(new String(answer.body(), UTF_8)).contains("urn:peercache:problem:no-manifest");
  }

  @Test
  void aStoreFromBeforeManifestsWereKeptServesItsVersions() throws Exception {
    hold(start());
    String hex = content.id().hex();
    Files.delete(data.resolve("store").resolve(hex.substring(0, 2)).resolve(hex + ".manifest"));

    var node = start();

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());
    assertThat(manifest(node, content).statusCode()).isEqualTo(404);
  }

  @Test
  void aFillBeginsWhileTheOriginIsAway() throws Exception {
    hold(start());
    planned(null, start().uri(""));
    var second = another("n2", NOBODY);

    assertThat(TestNode.get(second.version(content)).body()).isEqualTo(content.bytes());

    assertThat(count(second, "relayed")).isEqualTo(1);
    assertThat(count(second, "origin")).isZero();
    await().until(() -> second.holdings().all().size() == 1);
    assertThat(manifest(second, content).statusCode()).as("passed on further").isEqualTo(200);
  }

  @Test
  void manyNodesCostTheOriginOneManifest() throws Exception {
    hold(start());
    planned(null, start().uri(""));
    List<Callable<byte[]>> callers = new ArrayList<>();
    for (int i = 2; i < 8; i++) {
      var node = another("n" + i, origin.uri());
      callers.add(() -> TestNode.get(node.version(content)).body());
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var body : threads.invokeAll(callers)) {
        assertThat(body.get()).isEqualTo(content.bytes());
      }
    }

    assertThat(origin.manifests.get()).isEqualTo(1);
    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length);
  }

  /** What a node may pass on that is not to be believed. */
  enum Wrong {
    TAMPERED,
    FORGED,
    UNSIGNED,
    ANOTHER_VERSION,
    NONSENSE;

    Told told(Content content) {
      byte[] json = SignedManifest.unsigned(content.manifest()).json();
      byte[] other = SignedManifest.unsigned(Content.random(5, 3).manifest()).json();
      String date = new String(json, UTF_8).replace("2024-02-03", "2024-02-04");
      return switch (this) {
        case TAMPERED -> new Told(200, date.getBytes(UTF_8), Signing.sign(json));
        case FORGED -> new Told(200, json, Signing.forge(json));
        case UNSIGNED -> new Told(200, json, "none");
        case ANOTHER_VERSION -> new Told(200, other, Signing.sign(other));
        case NONSENSE -> new Told(200, new byte[] {1, 2, 3}, Signing.sign(new byte[] {1, 2, 3}));
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void asksTheOriginWhenARelayedManifestIsNotToBeBelieved(Wrong wrong) throws Exception {
    var told = wrong.told(content);
    var liar = peer(before -> told);
    planned(1L, liar.uri());
    var node = start();

    var answer = TestNode.get(node.version(content));

    assertThat(answer.body()).isEqualTo(content.bytes());
    assertThat(answer.headers().firstValue("Last-Modified"))
        .hasValue("Sat, 03 Feb 2024 04:05:06 GMT");
    assertThat(count(node, "rejected")).isEqualTo(1);
    assertThat(count(node, "origin")).isEqualTo(1);
    assertThat(origin.manifests.get()).isEqualTo(1);
  }

  @Test
  void asksAnotherNodeWhenOneDoesNotHaveItOrLies() throws Exception {
    var liar = peer(before -> Wrong.FORGED.told(content));
    var empty = peer(before -> Told.of(404));
    var honest = peer(before -> ScriptedPeer.honest(content));
    planned(null, empty.uri(), liar.uri(), honest.uri());
    var node = start();

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());

    assertThat(count(node, "relayed")).isEqualTo(1);
    assertThat(origin.manifests.get()).isZero();
  }

  @Test
  void asksTheOriginWhenNobodyElseAnswers() throws Exception {
    planned(1L, NOBODY, URI.create("http://127.0.0.1:2"));
    var node = start();

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());

    assertThat(count(node, "origin")).isEqualTo(1);
  }

  @Test
  void asksOneWhoWasTooSlowAgainWhenTheOriginIsAway() throws Exception {
    var slow = peer(before -> before == 0 ? Told.of(500) : ScriptedPeer.honest(content));
    planned(null, slow.uri());
    var node = another("n2", NOBODY);

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());

    assertThat(slow.manifests.get()).isEqualTo(2);
    assertThat(count(node, "relayed")).isEqualTo(1);
  }

  @Test
  void waitsForANodeThatIsAboutToHaveItIfAnotherOneMayAskTheOrigin() throws Exception {
    var slow = peer(before -> before < 3 ? Told.of(503) : ScriptedPeer.honest(content));
    planned(null, slow.uri());
    var node = start();

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());

    assertThat(slow.manifests.get()).isEqualTo(4);
    assertThat(origin.manifests.get()).isZero();
  }

  @Test
  void waitsForNobodyIfItMayAskTheOriginItself() throws Exception {
    var slow = peer(before -> Told.of(503));
    planned(1L, slow.uri());
    var node = start();

    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());

    assertThat(slow.manifests.get()).isEqualTo(1);
    assertThat(origin.manifests.get()).isEqualTo(1);
  }

  @Test
  void callersAreAnsweredWhileTheRegistryPlans() throws Exception {
    origin.givesEarly = true;
    var planning = new CountDownLatch(1);
    registry.plan =
        request -> {
          awaitUnchecked(planning);
          return ScriptedRegistry.fromOrigin(1);
        };
    var node = start();

    var answer = open(node.version(content));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(origin.conveyed.get()).as("nobody gave leave for bytes").isZero();
    planning.countDown();
    assertThat(answer.body().readAllBytes()).isEqualTo(content.bytes());
    assertThat(origin.manifests.get()).isEqualTo(1);
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void doesNotWaitForASilentOriginWhereOthersHaveIt() throws Exception {
    hold(start());
    planned(null, start().uri(""));
    try (var silent = new ServerSocket(0)) {
      var silentUri = URI.create("http://127.0.0.1:" + silent.getLocalPort());
      var second = another("n2", silentUri, "peercache.node.fill.give-up-after=10m");

      await()
          .until(
              () -> TestNode.get(second.version(content)).body(),
              body -> Arrays.equals(body, content.bytes()));
    }
  }

  @Test
  void describesAVersionWhileTheOriginIsAway() throws Exception {
    hold(start());
    registry.holders = List.of(ScriptedRegistry.holder("n9", start().uri("")));
    var second = another("n2", NOBODY);

    var answer = TestNode.send("HEAD", second.version(content));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Length"))
        .hasValue(String.valueOf(content.bytes().length));
    assertThat(second.filesOnDisk()).isEmpty();
  }
}
