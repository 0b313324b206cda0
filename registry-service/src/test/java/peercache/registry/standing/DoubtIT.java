package peercache.registry.standing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.registry.Nodes.newId;
import static peercache.registry.Nodes.newVersion;
import static peercache.registry.Nodes.renewal;
import static peercache.registry.Nodes.report;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.Observations;
import peercache.api.Observations.Observation;
import peercache.api.Observations.Outcome;
import peercache.api.OriginId;
import peercache.api.OriginJoin;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.registry.Nodes;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;
import peercache.registry.standing.ScriptedNode.Manner;

/** A registry that may be what is cut off, or that was away. */
class DoubtIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final OriginId ORIGIN = new OriginId("docs");

  private static RunningRegistry registry;
  private static RegistryApi api;

  private final List<ScriptedNode> nodes = new CopyOnWriteArrayList<>();
  private final VersionId version = newVersion();
  private final ScheduledExecutorService renewals = Executors.newSingleThreadScheduledExecutor();

  @BeforeAll
  static void start() {
    registry =
        RunningRegistry.start(
            TestDatabase.create(),
            "peercache.registry.lease=" + LEASE.toMillis() + "ms",
            "peercache.registry.check.enabled=true",
            "peercache.registry.check.every=300ms",
            "peercache.registry.check.timeout=1s",
            "peercache.registry.addresses.allowed=127.0.0.0/8");
    api = registry.member();
    api.join(ORIGIN, new OriginJoin(URI.create("http://10.0.0.1"), null, null));
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  /** Three nodes that hold the version and renew. */
  private void startNodes() {
    for (int i = 0; i < 3; i++) {
      var node = new ScriptedNode(newId());
      nodes.add(node);
      api.join(node.id, node.join());
      api.report(node.id, report(1, 1, version));
    }
    var _ =
        renewals.scheduleWithFixedDelay(
            () -> nodes.forEach(node -> api.renew(node.id, renewal(1, 1))),
            0,
            300,
            TimeUnit.MILLISECONDS);
    awaitHolders(nodes.toArray(ScriptedNode[]::new));
  }

  private void stopRenewing() throws InterruptedException {
    renewals.shutdown();
    assertThat(renewals.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @AfterEach
  void stopNodes() throws InterruptedException {
    stopRenewing();
    nodes.forEach(node -> api.leave(node.id, 1));
    nodes.forEach(ScriptedNode::close);
  }

  private void awaitHolders(ScriptedNode... expected) {
    var ids = List.of(expected).stream().map(node -> node.id).toArray(NodeId[]::new);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(Nodes.holderIds(api, version)).containsExactlyInAnyOrder(ids));
  }

  /** All the time, for so long. */
  private void assertHoldersFor(Duration time, ScriptedNode... expected) {
    var ids = List.of(expected).stream().map(node -> node.id).toArray(NodeId[]::new);
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      assertThat(Nodes.holderIds(api, version)).containsExactlyInAnyOrder(ids);
    }
  }

  @Test
  void aRegistryThatHearsOfNobodyNamesOnWhoStillSendsBytes() throws Exception {
    startNodes();
    stopRenewing();

    assertHoldersFor(LEASE.multipliedBy(2), nodes.toArray(ScriptedNode[]::new));

    nodes.getFirst().manner = Manner.FAILS;
    awaitHolders(nodes.get(1), nodes.get(2));
    await().atMost(PATIENCE).until(() -> api.node(nodes.getFirst().id).state() == NodeState.LOST);
  }

  @Test
  void andWhomAnOriginReaches() throws Exception {
    startNodes();
    stopRenewing();
    nodes.forEach(node -> node.manner = Manner.FAILS);

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          var reached = List.of(new Observation(nodes.getFirst().id, Outcome.REACHED));
          var receipt = api.observe(new Observations(ORIGIN, reached));
          assertThat(receipt.inDoubt()).isTrue();
          assertThat(Nodes.holderIds(api, version)).containsExactly(nodes.getFirst().id);
        });
  }

  @Test
  void aRegistryThatReachesNobodyNamesOnWhoRenewsUnlessSomebodyElseComplains() {
    startNodes();
    nodes.forEach(node -> node.manner = Manner.FAILS);
    await().atMost(PATIENCE).until(() -> nodes.stream().allMatch(node -> failures(node.id) >= 3));
    assertHoldersFor(LEASE.dividedBy(2), nodes.toArray(ScriptedNode[]::new));

    var failed = List.of(new Observation(nodes.getFirst().id, Outcome.FAILED));
    api.observe(new Observations(ORIGIN, failed));

    awaitHolders(nodes.get(1), nodes.get(2));
    assertThat(api.node(nodes.getFirst().id).unnamed()).contains("does not serve");
  }

  @Test
  void aSingleNodeThatIsSilentIsLostHoweverWellItSends() {
    startNodes();
    var silent = new ScriptedNode(newId());
    api.join(silent.id, silent.join());
    api.report(silent.id, report(1, 1, version));

    await().atMost(PATIENCE).until(() -> api.node(silent.id).state() == NodeState.LOST);
    awaitHolders(nodes.toArray(ScriptedNode[]::new));
    nodes.add(silent);
  }

  private static int failures(NodeId node) {
    return registry
        .sql()
        .sql("select failures from node_check join node using (node_key) where id = :id")
        .param("id", node.value())
        .query(Integer.class)
        .single();
  }
}
