package peercache.registry.standing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.registry.Nodes.assertRefused;
import static peercache.registry.Nodes.join;
import static peercache.registry.Nodes.newId;
import static peercache.registry.Nodes.newVersion;
import static peercache.registry.Nodes.renewal;
import static peercache.registry.Nodes.report;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peercache.api.Departures;
import peercache.api.Departures.Departure;
import peercache.api.FillRequest;
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

/** What others say of a node, how often it was lost, and who hears of its going. */
class EvidenceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static RunningRegistry registry;
  private static RegistryApi api;

  private final List<ScriptedNode> nodes = new ArrayList<>();
  private final VersionId version = newVersion();
  private ScriptedNode node;

  @BeforeAll
  static void start() {
    registry =
        RunningRegistry.start(
            TestDatabase.create(),
            "peercache.registry.check.enabled=true",
            "peercache.registry.check.every=300ms",
            "peercache.registry.check.timeout=1s",
            "peercache.registry.addresses.allowed=127.0.0.0/8");
    api = registry.member();
    for (String origin : List.of("one", "two", "three")) {
      api.join(new OriginId(origin), new OriginJoin(URI.create("http://10.0.0.1"), null, null));
    }
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  /** A node, and two more, so that what happens to it happens to few. */
  @BeforeEach
  void startNodes() {
    node = newNode();
    newNode();
    newNode();
    api.report(node.id, report(1, 1, version));
    awaitNamed();
  }

  @AfterEach
  void stopNodes() {
    nodes.forEach(one -> api.leave(one.id, one.incarnation));
    nodes.forEach(ScriptedNode::close);
  }

  private ScriptedNode newNode() {
    var started = new ScriptedNode(newId());
    nodes.add(started);
    api.join(started.id, started.join());
    return started;
  }

  private void awaitNamed() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(Nodes.holderIds(api, version)).containsExactly(node.id));
  }

  private void awaitUnnamed(String reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(api.node(node.id).unnamed()).contains(reason));
    assertThat(Nodes.holderIds(api, version)).isEmpty();
  }

  /** Waits until checks of the node that began after this moment have been taken in. */
  private void awaitChecks() {
    int before = node.rangesSent.get();
    await().atMost(PATIENCE).until(() -> node.rangesSent.get() >= before + 3);
  }

  private void say(Outcome outcome, String... origins) {
    for (String origin : origins) {
      api.observe(
          new Observations(new OriginId(origin), List.of(new Observation(node.id, outcome))));
    }
  }

  @Test
  void oneWordAloneTakesNoNodeOutHoweverOftenItIsSaid() {
    for (int i = 0; i < 5; i++) {
      say(Outcome.FAILED, "one");
      awaitChecks();
      assertThat(Nodes.holderIds(api, version)).containsExactly(node.id);
    }
  }

  @Test
  void twoThatGotNothingDoThoughTheChecksPass() {
    say(Outcome.FAILED, "one", "two");

    awaitUnnamed("2 of 2 that tried lately got nothing from it");
  }

  @Test
  void asManyThatGotBytesOutweighThem() {
    say(Outcome.SERVED, "three");
    say(Outcome.FAILED, "one");
    say(Outcome.SERVED, "two");
    awaitChecks();

    assertThat(Nodes.holderIds(api, version)).containsExactly(node.id);
  }

  @Test
  void fillersThatGotNothingHaveTheNodeCheckedButAreNoProofByThemselves() {
    for (int i = 0; i < 3; i++) {
      var filler = newId();
      api.join(filler, join("eu", 1));
      api.planFill(version, new FillRequest(filler, 1, new OriginId("one"), List.of(node.id)));
      awaitChecks();
      api.leave(filler, 1);
    }

    assertThat(Nodes.holderIds(api, version)).containsExactly(node.id);
  }

  @Test
  void onlyAnOriginThatJoinedIsHeard() {
    assertRefused(400, "origin must have joined", () -> say(Outcome.FAILED, "stranger"));
    assertRefused(
        401,
        "",
        () -> registry.stranger().observe(new Observations(new OriginId("one"), List.of())));
    var unknown = List.of(new Observation(newId(), Outcome.FAILED));
    assertThat(api.observe(new Observations(new OriginId("one"), unknown)).inDoubt()).isFalse();
  }

  @Test
  void aNodeThatIsLostAgainAndAgainIsNamedOnlyAfterAQuietTime() {
    for (int loss = 1; loss <= 4; loss++) {
      Nodes.lose(registry, node.id);
      await().atMost(PATIENCE).until(() -> isCounted(node));
      api.renew(node.id, renewal(1, 1));
      await().atMost(PATIENCE).until(() -> !isCounted(node));
    }

    awaitUnnamed("lost too often lately");
    assertThat(api.node(node.id).state()).isEqualTo(NodeState.LIVE);
    quiet(node);
    awaitNamed();
  }

  @Test
  void runsThatEndWithoutAGoodByeAreLossesAndOthersAreNot() {
    for (int run = 2; run <= 9; run++) {
      api.leave(node.id, node.incarnation);
      node.incarnation = run;
      api.join(node.id, node.join());
      api.report(node.id, report(run, 1, version));
      awaitNamed();
    }

    for (int run = 10; run <= 13; run++) {
      node.incarnation = run;
      api.join(node.id, node.join());
      api.report(node.id, report(run, 1, version));
      long current = run;
      await().atMost(PATIENCE).until(() -> checkedRun(node) == current);
    }
    awaitUnnamed("lost too often lately");
  }

  @Test
  void whoWaitsForDeparturesHearsAtOnceThatANodeLeft() throws Exception {
    long now = api.departures(null, 0).until();
    var heard = CompletableFuture.supplyAsync(() -> api.departures(now, 10_000));
    assertThat(api.departures(now, 0).nodes()).isEmpty();

    long start = System.nanoTime();
    api.leave(node.id, 1);

    var departures = heard.get(30, TimeUnit.SECONDS);
    System.out.printf(
        "heard of a departure %d ms after the node began to leave%n",
        (System.nanoTime() - start) / 1_000_000);
    assertThat(departures.nodes()).extracting(Departure::id).containsExactly(node.id);
    assertThat(departures.until()).isGreaterThan(now);
    assertThat(api.departures(departures.until(), 0).until()).isEqualTo(departures.until());
  }

  @Test
  void andThatOneDoesNotServeOrWasLost() throws Exception {
    long now = api.departures(null, 0).until();
    node.manner = Manner.FAILS;
    var condemned = awaitDeparture(now);
    assertThat(condemned.nodes()).extracting(Departure::id).contains(node.id);

    node.manner = Manner.SERVES;
    awaitNamed();
    Nodes.lose(registry, node.id);
    var lost = awaitDeparture(condemned.until());
    assertThat(lost.nodes()).extracting(Departure::id).contains(node.id);
  }

  private static Departures awaitDeparture(long after) {
    return await()
        .atMost(PATIENCE)
        .until(() -> api.departures(after, 10_000), departures -> departures.until() > after);
  }

  @Test
  void waitsAreBounded() {
    assertRefused(400, "waitMillis must be 0 to 10000", () -> api.departures(1L, 10_001));
    assertRefused(400, "after must be at least 0", () -> api.departures(-1L, 0));
  }

  private static boolean isCounted(ScriptedNode node) {
    return registry
        .sql()
        .sql("select lost from node_check join node using (node_key) where id = :id")
        .param("id", node.id.value())
        .query(Boolean.class)
        .single();
  }

  private static long checkedRun(ScriptedNode node) {
    return registry
        .sql()
        .sql("select c.incarnation from node_check c join node using (node_key) where id = :id")
        .param("id", node.id.value())
        .query(Long.class)
        .single();
  }

  /** As if the node had stayed up for some minutes. */
  private static void quiet(ScriptedNode node) {
    registry
        .sql()
        .sql(
            """
            update node_check c set penalty = 1000 from node n
            where n.node_key = c.node_key and n.id = :id
            """)
        .param("id", node.id.value())
        .update();
  }
}
