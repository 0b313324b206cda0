package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.FillPlan;
import peercache.api.FillRequest;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.Zone;
import peercache.nodetest.Content;
import peercache.nodetest.ScriptedOrigin;
import peercache.nodetest.ScriptedPeer;
import peercache.nodetest.ScriptedRegistry;
import peercache.nodetest.TestNode;

/** Several nodes that fill the same version. */
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SwarmIT {
  @TempDir Path data;

  private final ScriptedOrigin origin = new ScriptedOrigin();
  private final ScriptedRegistry registry = new ScriptedRegistry();
  private final Content content = origin.add(Content.random(24 * PIECE + 99, 1));
  private final Map<NodeId, TestNode> nodes = new ConcurrentHashMap<>();
  private final Set<NodeId> filling = new LinkedHashSet<>();
  private final List<ScriptedPeer> liars = new ArrayList<>();

  @AfterEach
  void stop() {
    origin.allowAll();
    nodes.values().forEach(TestNode::close);
    liars.forEach(ScriptedPeer::close);
    origin.close();
  }

  private TestNode start(String id, String... settings) {
    var node = TestNode.start(id, data.resolve(id), origin.uri(), registry, settings);
    nodes.put(new NodeId(id), node);
    return node;
  }

  private static FillPlan.Source source(NodeId id, URI uri, HolderState state) {
    return new FillPlan.Source(id, uri, Zone.DEFAULT, state);
  }

  /** The first that asks may ask the origin; each is told of those that asked before. */
  private synchronized FillPlan plan(FillRequest request) {
    filling.add(request.node());
    var others = new ArrayList<FillPlan.Source>();
    for (var id : filling) {
      var node = nodes.get(id);
      if (node != null && !id.equals(request.node()) && !request.failedSources().contains(id)) {
        others.add(source(id, node.uri(""), HolderState.FILLING));
      }
    }
    Long token = filling.iterator().next().equals(request.node()) ? 5L : null;
    return new FillPlan(others, token, Duration.ofSeconds(2), ScriptedRegistry.RENEW_EVERY);
  }

  private void eachCallerGetsAllBytes() throws Exception {
    List<Callable<byte[]>> callers = new ArrayList<>();
    nodes.values().forEach(node -> callers.add(() -> TestNode.get(node.version(content)).body()));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var body : threads.invokeAll(callers)) {
        assertThat(body.get()).isEqualTo(content.bytes());
      }
    }
  }

  private void eachNodeHoldsIt() {
    nodes
        .values()
        .forEach(
            node -> await().until(() -> node.filesOnDisk().equals(List.of(content.id().hex()))));
  }

  @Test
  void threeNodesThatFillAtOnceCostTheOriginOneCopy() throws Exception {
    registry.plan = this::plan;
    for (int i = 1; i <= 3; i++) {
      start("n" + i);
    }

    eachCallerGetsAllBytes();
    eachNodeHoldsIt();

    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length);
    assertThat(origin.manifests.get()).isLessThanOrEqualTo(3);
    assertThat(origin.asked)
        .filteredOn(ask -> ask.headers().containsKey("range"))
        .allSatisfy(ask -> assertThat(ask.headers()).containsEntry("peercache-fill-token", "5"));
    double filled =
        nodes.values().stream()
            .mapToDouble(node ->
                node.count("peercache.node.bytes.filled", "from", "peer")
                    + node.count("peercache.node.bytes.filled", "from", "origin"))
            .sum();
    assertThat(filled).as("nothing came twice").isEqualTo(3.0 * content.bytes().length);
  }

  @Test
  void aNodeGoesOnWhenTheOneWithTheOriginDies() throws Exception {
    registry.plan = this::plan;
    var first = start("n1");
    var second = start("n2", "peercache.node.fill.give-up-after=20s");
    origin.allowUpTo(10 * PIECE);
    var onFirst = NodeFixture.open(first.version(content));
    assertThat(onFirst.body().readNBytes(2 * PIECE)).hasSize(2 * PIECE);
    var onSecond = NodeFixture.open(second.version(content));
    assertThat(onSecond.body().readNBytes(2 * PIECE)).hasSize(2 * PIECE);
    synchronized (this) {
      filling.remove(new NodeId("n1"));
    }
    nodes.remove(new NodeId("n1"));
    first.close();
    origin.allowAll();

    assertThat(onSecond.body().readAllBytes())
        .isEqualTo(content.part(2 * PIECE, content.bytes().length));
    eachNodeHoldsIt();
  }

  @Test
  void aNodeThatSendsWrongBytesIsLeftAndTheFileArrivesWhole() throws Exception {
    var liar = new ScriptedPeer(content, before -> ScriptedPeer.honest(content));
    liars.add(liar);
    liar.sendsWrongBytes = true;
    var source = source(new NodeId("n9"), liar.uri(), HolderState.HOLDING);
    registry.plan =
        request ->
            request.failedSources().isEmpty()
                ? ScriptedRegistry.from(source)
                : ScriptedRegistry.fromOrigin(1);
    var node = start("n1");

    eachCallerGetsAllBytes();

    eachNodeHoldsIt();
    assertThat(node.count("peercache.node.pieces.rejected")).isBetween(1.0, 8.0);
    assertThat(liar.fetched).as("not asked again").hasSizeLessThanOrEqualTo(8);
    assertThat(registry.planned)
        .anySatisfy(
            request -> assertThat(request.failedSources()).containsExactly(new NodeId("n9")));
    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length);
  }

  @Test
  void aNodeThatSendsWrongBytesIsLeftAlsoWhenAllPlansNameIt() throws Exception {
    var liar = new ScriptedPeer(content, before -> ScriptedPeer.honest(content));
    liars.add(liar);
    liar.sendsWrongBytes = true;
    registry.plan =
        request ->
            new FillPlan(
                List.of(source(new NodeId("n9"), liar.uri(), HolderState.HOLDING)),
                3L,
                Duration.ofSeconds(2),
                ScriptedRegistry.RENEW_EVERY);
    start("n1");

    eachCallerGetsAllBytes();

    eachNodeHoldsIt();
    assertThat(liar.fetched).hasSizeLessThanOrEqualTo(8);
  }
}
