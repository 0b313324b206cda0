package peercache.registry.complaint;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.Nodes.assertRefused;
import static peercache.registry.Nodes.holder;
import static peercache.registry.Nodes.holderIds;
import static peercache.registry.Nodes.join;
import static peercache.registry.Nodes.newId;
import static peercache.registry.Nodes.newVersion;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import peercache.api.Complaint;
import peercache.api.FillPlan;
import peercache.api.FillRenewal;
import peercache.api.FillRequest;
import peercache.api.Holder;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;

class ComplaintIT {
  private static final OriginId DOCS = new OriginId("docs");
  private static final int MAX = 4;

  private static RunningRegistry registry;
  private static RegistryApi api;

  @BeforeAll
  static void start() {
    registry =
        RunningRegistry.start(
            TestDatabase.create(), "peercache.registry.complaint.max-per-node=" + MAX);
    api = registry.member();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void aNodeIsNotNamedForTheVersionOfWhichItSentWrongBytes() {
    var version = newVersion();
    var other = newVersion();
    var bad = holder(api, "eu", version, other);
    var good = holder(api, "eu", version);
    var victim = holder(api, "eu");
    assertThat(holderIds(api, version)).containsExactlyInAnyOrder(bad, good);

    complain(victim, bad, version);

    assertThat(holderIds(api, version)).containsExactly(good);
    assertThat(sources(plan(newNode(), version))).containsExactly(good);
    assertThat(holderIds(api, other)).as("one word counts for one version").containsExactly(bad);
    assertThat(sources(plan(newNode(), other))).containsExactly(bad);
    assertThat(reason(version, bad)).contains("wrong bytes of the version");
  }

  @Test
  void theOriginIsNeededIfTheOnlyHolderSentWrongBytes() {
    var version = newVersion();
    var bad = holder(api, "eu", version);
    var victim = holder(api, "eu");
    complain(victim, bad, version);

    var plan = plan(newNode(), version);

    assertThat(plan.originToken()).isNotNull();
    assertThat(plan.sources()).isEmpty();
  }

  @Test
  void theFillGoesToANodeThatNobodyComplainsOf() {
    var version = newVersion();
    var zone = "default/one";
    var bad = holder(api, zone, version);
    var victim = holder(api, zone);
    complain(victim, bad, version);

    for (int i = 0; i < 3; i++) {
      var answer = api.holders(version, null, null, DOCS, 100L, List.of(), false);
      assertThat(answer.holders()).extracting(Holder::id).hasSize(1).doesNotContain(bad);
    }
  }

  @Test
  void theGrantIsTakenFromANodeThatSendsWrongBytes() {
    var version = newVersion();
    var bad = newNode();
    var victim = newNode();
    var token = plan(bad, version).originToken();
    assertThat(plan(victim, version).originToken()).isNull();

    complain(victim, bad, version);

    assertThat(plan(victim, version).originToken()).isNotNull();
    assertRefused(
        409, "fill-taken", () -> api.renewFill(version, new FillRenewal(bad, 1, token, 1, false)));
  }

  @Test
  void noNodeFillsAnythingFromOneOfWhichSeveralComplained() {
    var version = newVersion();
    var bad = holder(api, "eu", version);
    var first = newNode();
    var second = newNode();
    complain(first, bad, newVersion());
    complain(first, bad, newVersion());
    assertThat(sources(plan(newNode(), version))).as("one node, twice").containsExactly(bad);

    complain(second, bad, newVersion());

    var plan = plan(newNode(), version);
    assertThat(sources(plan)).isEmpty();
    assertThat(plan.originToken()).isNotNull();
    assertThat(holderIds(api, version)).as("callers may have it from there").contains(bad);
  }

  @Test
  void aComplaintCountsForAWhile() {
    var version = newVersion();
    var bad = holder(api, "eu", version);
    complain(newNode(), bad, version);
    complain(newNode(), bad, version);
    assertThat(holderIds(api, version)).isEmpty();

    registry.sql().sql("update complaint set expires_at = clock_timestamp()").update();

    assertThat(holderIds(api, version)).containsExactly(bad);
    assertThat(sources(plan(newNode(), version))).containsExactly(bad);
  }

  @Test
  void aNodeThatComplainsOfEverythingIsNotListenedTo() {
    var victim = newNode();
    var bad = newNode();
    double before = count("too-many");
    var versions = IntStream.rangeClosed(0, MAX).mapToObj(_ -> newVersion()).toList();

    versions.forEach(version -> complain(victim, bad, version));
    versions.forEach(version -> complain(victim, bad, version));

    assertThat(complaintsOf(victim)).isEqualTo(MAX);
    assertThat(count("too-many") - before).isEqualTo(2);
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void peopleAreToldOnceAndOnceMoreWhenItCountsForAll(CapturedOutput log) {
    var bad = newNode();
    var first = newNode();
    var second = newNode();

    complain(first, bad, newVersion());
    complain(first, bad, newVersion());
    complain(second, bad, newVersion());
    complain(second, bad, newVersion());

    assertThat(log.getAll().lines().filter(line -> line.contains("node " + bad + " sent wrong")))
        .hasSize(2)
        .allMatch(line -> line.contains("WARN"));
  }

  @Test
  void whoIsNotKnownIsSaid() {
    var version = newVersion();
    var node = newNode();
    var stranger = newId();

    assertRefused(404, "node " + stranger, () -> complain(stranger, node, version));
    assertRefused(404, "node " + stranger, () -> complain(node, stranger, version));
    api.join(node, join("eu", 2));
    assertRefused(409, "replaced by 2", () -> complain(node, newNode(), version));
    assertRefused(
        401,
        "key",
        () -> registry.stranger().complain(version, new Complaint(node, 2, newNode(), 0)));
  }

  private static void complain(NodeId node, NodeId about, VersionId version) {
    api.complain(version, new Complaint(node, 1, about, 3));
  }

  private static NodeId newNode() {
    return holder(api, "eu");
  }

  private static FillPlan plan(NodeId node, VersionId version) {
    return api.planFill(version, new FillRequest(node, 1, DOCS, List.of()));
  }

  /** Without those that only fill. */
  private static List<NodeId> sources(FillPlan plan) {
    return plan.sources().stream()
        .filter(source -> source.state() == HolderState.HOLDING)
        .map(FillPlan.Source::id)
        .toList();
  }

  private static String reason(VersionId version, NodeId node) {
    return api.holders(version, null, null, null, null, List.of(), true).rejected().stream()
        .filter(rejected -> rejected.id().equals(node))
        .findFirst()
        .orElseThrow()
        .reason();
  }

  private static double count(String outcome) {
    return registry
        .bean(MeterRegistry.class)
        .counter("peercache.registry.complaints", "outcome", outcome)
        .count();
  }

  private static int complaintsOf(NodeId node) {
    return registry
        .sql()
        .sql("select count(*) from complaint join node on node_key = complainer where id = :id")
        .param("id", node.value())
        .query(Integer.class)
        .single();
  }
}
