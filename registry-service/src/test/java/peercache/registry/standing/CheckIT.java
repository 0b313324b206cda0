package peercache.registry.standing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.registry.Nodes.assertRefused;
import static peercache.registry.Nodes.newId;
import static peercache.registry.Nodes.newVersion;
import static peercache.registry.Nodes.renewal;
import static peercache.registry.Nodes.report;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.Holders.Rejected;
import peercache.api.LastCopiesQuestion;
import peercache.api.NodeId;
import peercache.api.NodeJoin;
import peercache.api.NodeState;
import peercache.api.NodeStatus;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.registry.Nodes;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;

/** Registries that check nodes on this machine, several times as often as in earnest. */
class CheckIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String[] PROPERTIES = {
    "peercache.registry.check.enabled=true",
    "peercache.registry.check.every=300ms",
    "peercache.registry.check.timeout=300ms",
    "peercache.registry.addresses.allowed=127.0.0.0/8"
  };

  private static TestDatabase database;
  private static RunningRegistry registry;
  private static RegistryApi api;

  private final List<ScriptedNode> nodes = new ArrayList<>();

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    registry = RunningRegistry.start(database, PROPERTIES);
    api = registry.member();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @AfterEach
  void closeNodes() {
    var members = api.nodes().stream().map(NodeStatus::id).toList();
    nodes.stream()
        .filter(node -> members.contains(node.id))
        .forEach(node -> api.leave(node.id, node.incarnation));
    nodes.forEach(ScriptedNode::close);
  }

  private ScriptedNode newNode() {
    var node = new ScriptedNode(newId());
    nodes.add(node);
    return node;
  }

  /** A node that was proven, and holds a version. */
  private ScriptedNode newHolder(VersionId version) {
    var node = newNode();
    api.join(node.id, node.join());
    api.report(node.id, report(node.incarnation, 1, version));
    awaitNamed(node, version);
    return node;
  }

  private static void awaitNamed(ScriptedNode node, VersionId version) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(Nodes.holderIds(api, version)).containsExactly(node.id));
    assertThat(api.node(node.id).unnamed()).isNull();
  }

  /** Everywhere where the registry speaks of nodes. */
  private static void awaitUnnamed(ScriptedNode node, VersionId version, String reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(api.node(node.id).unnamed()).contains(reason));
    assertThat(Nodes.holderIds(api, version)).isEmpty();
    assertThat(rejected(node.id, version)).contains(reason);
    assertThat(api.node(node.id).state()).isEqualTo(NodeState.LIVE);
  }

  private static @Nullable String rejected(NodeId node, VersionId version) {
    return api.holders(version, null, null, null, null, List.of(), true).rejected().stream()
        .filter(one -> one.id().equals(node))
        .map(Rejected::reason)
        .findFirst()
        .orElse(null);
  }

  @Test
  void aNodeIsNamedWhenItWasCalledBackAndThenItIsAskedForWhatItHolds() {
    var version = newVersion();

    var node = newHolder(version);

    await().atMost(PATIENCE).until(() -> node.rangesSent.get() >= 2);
    assertThat(api.node(node.id).unnamed()).isNull();
  }

  @Test
  void aNodeAtWhoseUriNobodyAnswersIsAMemberThatIsNamedToNobody() {
    var version = newVersion();
    var node = newNode();
    var join = node.join();
    node.close();

    api.join(node.id, join);
    api.report(node.id, report(1, 1, version));

    awaitUnnamed(node, version, "not proven: nothing answers at " + join.baseUri());
    assertThat(api.renew(node.id, renewal(1, 1)).length()).isPositive();
  }

  @Test
  void whatIsHeldByANodeThatIsNamedToNobodyIsNoCopy() {
    var versions = Stream.generate(Nodes::newVersion).limit(8).toList();
    var node = newHolder(newVersion());
    api.report(node.id, report(1, 2, versions.toArray(VersionId[]::new)));
    var silent = newNode();
    var join = silent.join();
    silent.close();
    api.join(silent.id, join);
    api.report(silent.id, report(1, 1, versions.toArray(VersionId[]::new)));

    assertThat(api.lastCopies(node.id, new LastCopiesQuestion(1, versions)).versions())
        .isEqualTo(versions);
  }

  @Test
  void aUriIsNotProvenByAnotherNodeNorAnEarlierRunNorAStranger() {
    var version = newVersion();
    var node = newNode();
    node.answersAs = "somebody-else";
    api.join(node.id, new NodeJoin(node.uri(), null, new Zone("eu"), 1L << 40, null, 7));
    api.report(node.id, report(7, 1, version));
    awaitUnnamed(node, version, "answers node somebody-else");

    node.answersAs = node.id.value();
    node.incarnation = 6;
    awaitUnnamed(node, version, "answers incarnation 6 of the node, not 7");

    node.incarnation = 7;
    node.key = "another-network's-key-0123456789";
    awaitUnnamed(node, version, "does not know the network's key");

    node.manner = ScriptedNode.Manner.REDIRECTS;
    node.elsewhere = newNode().uri();
    awaitUnnamed(node, version, "status 302");
    assertThat(nodes.getLast().asked).hasValue(0);

    node.manner = ScriptedNode.Manner.SERVES;
    node.key = RunningRegistry.NETWORK_KEY;
    awaitNamed(node, version);
  }

  @Test
  void aNewRunAndANewUriAreProvenAnew() {
    var version = newVersion();
    var node = newHolder(version);

    node.manner = ScriptedNode.Manner.FAILS;
    node.incarnation = 2;
    api.join(node.id, node.join());
    api.report(node.id, report(2, 1, version));
    assertThat(Nodes.holderIds(api, version)).isEmpty();
    awaitUnnamed(node, version, "status 500");
    node.manner = ScriptedNode.Manner.SERVES;
    awaitNamed(node, version);

    var moved = newNode();
    api.join(node.id, new NodeJoin(moved.uri(), null, new Zone("eu"), 1L << 40, null, 2));
    assertThat(Nodes.holderIds(api, version)).isEmpty();
    awaitUnnamed(node, version, "answers node " + moved.id);
  }

  @ParameterizedTest
  @EnumSource(
      value = ScriptedNode.Manner.class,
      names = {"FAILS", "HANGS", "LACKS", "REDIRECTS"})
  void aNodeThatRenewsButDoesNotServeIsNamedToNobodyUntilItServes(ScriptedNode.Manner manner) {
    var version = newVersion();
    var node = newHolder(version);

    node.manner = manner;

    awaitUnnamed(node, version, "does not serve");
    node.manner = ScriptedNode.Manner.SERVES;
    awaitNamed(node, version);
  }

  @Test
  void anEmptyNodeIsCheckedToo() {
    var node = newNode();
    api.join(node.id, node.join());
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(api.node(node.id).unnamed()).isNull());

    node.manner = ScriptedNode.Manner.FAILS;

    awaitUnnamed(node, newVersion(), "does not serve");
  }

  @Test
  void severalRegistriesShareTheChecks() {
    try (var second = RunningRegistry.start(database, PROPERTIES);
        var third = RunningRegistry.start(database, PROPERTIES)) {
      var version = newVersion();
      var node = newHolder(version);
      int before = node.asked.get();
      long start = System.nanoTime();

      await().atMost(PATIENCE).until(() -> node.asked.get() >= before + 10);

      // Ten at a tenth less than the stated pause; three registries would need a third of it.
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
      assertThat(Nodes.holderIds(second.member(), version)).containsExactly(node.id);
      assertThat(Nodes.holderIds(third.member(), version)).containsExactly(node.id);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://[::1]:8082",
        "http://169.254.169.254",
        "http://[fd00:ec2::254]",
        "http://[fe80::1]",
        "http://224.0.0.1",
        "http://0.0.0.0:8082"
      })
  void anAddressThatNobodyElseReachesIsRefused(String uri) {
    var join = new NodeJoin(URI.create(uri), null, new Zone("eu"), 1, null, 1);

    assertRefused(400, "baseUri must not be", () -> api.join(newId(), join));
  }
}
