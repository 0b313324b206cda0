package peercache.registry.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.Nodes.assertRefused;
import static peercache.registry.Nodes.holder;
import static peercache.registry.Nodes.holders;
import static peercache.registry.Nodes.join;
import static peercache.registry.Nodes.lose;
import static peercache.registry.Nodes.newId;
import static peercache.registry.Nodes.newVersion;
import static peercache.registry.Nodes.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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

class FillIT {
  private static RunningRegistry registry;
  private static RunningRegistry other;
  private static RegistryApi api;

  @BeforeAll
  static void start() {
    var database = TestDatabase.create();
    registry = RunningRegistry.start(database);
    other = RunningRegistry.start(database);
    api = registry.member();
  }

  @AfterAll
  static void stop() {
    registry.close();
    other.close();
  }

  @Test
  void theFirstWhoAsksGetsTheOriginAndTheOthersGetHim() {
    var version = newVersion();
    var first = holder(api, "eu");
    var second = holder(api, "eu");

    var granted = plan(version, first);
    assertThat(granted.originToken()).isNotNull();

    var plan = plan(version, second);
    assertThat(plan.originToken()).isNull();
    assertThat(plan.renewEvery()).isEqualTo(granted.renewEvery().multipliedBy(3));
    assertThat(plan.length()).isEqualTo(granted.length().multipliedBy(3));
    assertThat(plan.sources()).extracting(FillPlan.Source::id).containsExactly(first);
    assertThat(plan.sources().getFirst().state()).isEqualTo(HolderState.FILLING);
    assertThat(holders(api, version, null).fill()).isEqualTo(first);
  }

  @Test
  void oneOfManyGetsTheOriginThroughWhicheverRegistryAndTheOthersGetIt() throws Exception {
    var version = newVersion();
    List<Callable<FillPlan>> plans = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      var node = holder(api, "eu");
      var client = i % 2 == 0 ? api : other.member();
      plans.add(() -> plan(client, version, node));
    }

    var answers = new ArrayList<FillPlan>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var plan : executor.invokeAll(plans)) {
        answers.add(plan.get());
      }
    }

    var others = answers.stream().filter(plan -> plan.originToken() == null).toList();
    assertThat(others).hasSize(63).noneMatch(plan -> plan.sources().isEmpty());
  }

  @Test
  void theOneWhoHasTheGrantKeepsItsToken() {
    var version = newVersion();
    var node = holder(api, "eu");
    var token = plan(version, node).originToken();

    assertThat(plan(version, node).originToken()).isEqualTo(token);
    assertThat(renew(version, node, token, 1).originToken()).isEqualTo(token);
  }

  @Test
  void nobodyGetsTheOriginWhileANodeThatDeliversHoldsTheVersion() {
    var version = newVersion();
    var holder = holder(api, "us", version);
    var node = holder(api, "eu");

    var plan = plan(version, node);
    assertThat(plan.originToken()).isNull();
    assertThat(plan.sources()).extracting(FillPlan.Source::id).containsExactly(holder);
    assertThat(plan.sources().getFirst().state()).isEqualTo(HolderState.HOLDING);

    var after = plan(api, version, node, holder);
    assertThat(after.originToken()).isNotNull();
    assertThat(after.sources()).isEmpty();
  }

  @Test
  void sourcesAreNearestFirst() {
    var version = newVersion();
    var far = holder(api, "us/nyc", version);
    var near = holder(api, "eu/ams", version);
    var filling = holder(api, "eu/fra");
    var node = holder(api, "eu/fra");
    plan(version, filling);

    assertThat(plan(version, node).sources())
        .extracting(FillPlan.Source::id)
        .containsExactly(filling, near, far);
  }

  @Test
  void theGrantMovesWhenItsNodeDiesAndTheLateOneIsTold() {
    var version = newVersion();
    var first = holder(api, "eu");
    var second = holder(api, "eu");
    var early = Objects.requireNonNull(plan(version, first).originToken());
    assertThat(plan(version, second).originToken()).isNull();

    lose(registry, first);

    var late = renew(version, second, null, 3).originToken();
    assertThat(late).isNotNull().isGreaterThan(early);
    assertRefused(409, "fill-taken", () -> renew(version, first, early, 9));
  }

  @Test
  void theGrantMovesWhenTheFillIsNotRenewed() {
    var version = newVersion();
    var first = holder(api, "eu");
    var second = holder(api, "eu");
    plan(version, first);

    expire(version);

    assertThat(plan(version, second).originToken()).isNotNull();
  }

  @Test
  void aRenewalThatIsLateButFirstKeepsTheGrant() {
    var version = newVersion();
    var first = holder(api, "eu");
    var second = holder(api, "eu");
    var token = plan(version, first).originToken();
    expire(version);

    assertThat(renew(version, first, token, 1).originToken()).isEqualTo(token);
    assertThat(plan(version, second).originToken()).isNull();
  }

  @Test
  void aFillerThatStallsMayBeReplaced() {
    var version = newVersion();
    var first = holder(api, "eu");
    var second = holder(api, "eu");
    var early = plan(version, first).originToken();
    stall(version);
    assertThat(renew(version, first, early, 0).originToken())
        .as("nobody else wants it yet")
        .isEqualTo(early);

    var late = plan(version, second).originToken();

    assertThat(late).isNotNull();
    assertRefused(409, "fill-taken", () -> renew(version, first, early, 0));
    assertThat(
            registry
                .sql()
                .sql("select extract(epoch from patience)::int from fill_grant where sha256 = :v")
                .param("v", version.sha256())
                .query(Integer.class)
                .single())
        .as("the next one is given more time, up to five minutes")
        .isEqualTo(300);
  }

  @Test
  void progressIsNoStall() {
    var version = newVersion();
    var first = holder(api, "eu");
    var second = holder(api, "eu");
    var token = plan(version, first).originToken();
    stall(version);

    renew(version, first, token, 1);

    assertThat(plan(version, second).originToken()).isNull();
  }

  @Test
  void aNewRunTakesTheGrantOfTheEarlierOver() {
    var version = newVersion();
    var node = holder(api, "eu");
    var early = Objects.requireNonNull(plan(version, node).originToken());
    api.join(node, join("eu", 2));

    var late =
        api.planFill(version, new FillRequest(node, 2, new OriginId("docs"), List.of()))
            .originToken();

    assertThat(late).isNotNull().isGreaterThan(early);
    assertRefused(409, "replaced by 2", () -> renew(version, node, early, 1));
  }

  @Test
  void aFillThatEndedLeavesNothingBehind() {
    var version = newVersion();
    var first = holder(api, "eu");
    var second = holder(api, "eu");
    plan(version, first);
    api.report(first, report(1, 2, version));

    api.endFill(version, first, 1);
    api.endFill(version, first, 1);

    var holders = holders(api, version, null);
    assertThat(holders.fill()).isNull();
    assertThat(holders.holders()).hasSize(1);
    assertThat(holders.holders().getFirst().state()).isEqualTo(HolderState.HOLDING);
    assertThat(plan(version, second).originToken()).isNull();
  }

  @Test
  void aFillThatFailedLetsTheNextOneIn() {
    var version = newVersion();
    var first = holder(api, "eu");
    var second = holder(api, "eu");
    plan(version, first);

    api.endFill(version, first, 1);

    var plan = plan(version, second);
    assertThat(plan.originToken()).isNotNull();
    assertThat(plan.sources()).isEmpty();
  }

  @Test
  void aNodeThatRestsGivesTheOriginBackAndIsNamedAsSparse() {
    var version = newVersion();
    var resting = holder(api, "eu");
    var token = plan(version, resting).originToken();

    assertThat(rest(version, resting, token).originToken()).isNull();

    var holders = holders(api, version, null);
    assertThat(holders.fill()).isNull();
    assertThat(holders.holders()).extracting(Holder::id).containsExactly(resting);
    assertThat(holders.holders()).extracting(Holder::state).containsExactly(HolderState.SPARSE);
    assertThat(grants(version)).isZero();
    assertThat(rest(version, resting, null).originToken()).as("and keeps renewing").isNull();
    assertThat(holders(api, version, null).holders()).hasSize(1);
  }

  @Test
  void anotherNodeFillsFromTheOneThatRestsAndFromTheOrigin() {
    var version = newVersion();
    var resting = holder(api, "eu");
    var filling = holder(api, "eu");
    var other = holder(api, "eu");
    rest(version, resting, plan(version, resting).originToken());

    var plan = plan(version, filling);

    assertThat(plan.originToken()).isNotNull();
    assertThat(plan.sources()).extracting(FillPlan.Source::id).containsExactly(resting);
    assertThat(plan.sources().getFirst().state()).isEqualTo(HolderState.SPARSE);
    assertThat(plan(version, other).sources())
        .extracting(FillPlan.Source::id)
        .as("who has less to come is named last")
        .containsExactly(filling, resting);
    assertThat(holders(api, version, null).fill()).isEqualTo(filling);
  }

  @Test
  void aNodeThatRestedGetsTheOriginBackWhenItWantsMore() {
    var version = newVersion();
    var node = holder(api, "eu");
    var early = Objects.requireNonNull(plan(version, node).originToken());
    rest(version, node, early);

    var late = plan(version, node).originToken();

    assertThat(late).isNotNull().isGreaterThan(early);
    assertThat(holders(api, version, null).holders().getFirst().state())
        .isEqualTo(HolderState.FILLING);
    assertThat(renew(version, node, late, 2).originToken()).isEqualTo(late);
  }

  @Test
  void aNodeThatRestsIsNotToldThatItsGrantWasTaken() {
    var version = newVersion();
    var first = holder(api, "eu");
    var second = holder(api, "eu");
    var token = plan(version, first).originToken();
    stall(version);
    var late = plan(version, second).originToken();
    assertThat(late).isNotNull();

    assertThat(rest(version, first, token).originToken()).isNull();
    assertThat(renew(version, second, late, 1).originToken()).isEqualTo(late);
  }

  @Test
  void callersAreSentToTheOneThatRestsAndNobodyElseIsGivenTheFill() {
    var version = newVersion();
    var resting = holder(api, "us");
    var near = holder(api, "default");
    rest(version, resting, plan(version, resting).originToken());

    var answer = api.holders(version, null, null, new OriginId("docs"), 100L, List.of(), false);

    assertThat(answer.holders()).extracting(Holder::id).containsExactly(resting);
    assertThat(answer.fill()).isNull();
    assertThat(plan(version, near).originToken()).as("unless it is asked itself").isNotNull();
  }

  @Test
  void aNodeWhoseLeaseEndedGetsNoGrant() {
    var version = newVersion();
    var node = holder(api, "eu");
    lose(registry, node);

    assertThat(plan(version, node).originToken()).isNull();
  }

  @Test
  void aNodeThatNeverJoinedMayNotFill() {
    var version = newVersion();

    assertRefused(404, "join first", () -> plan(version, newId()));
    assertRefused(404, "join first", () -> renew(version, newId(), null, 0));
    assertRefused(404, "join first", () -> api.endFill(version, newId(), 1));
  }

  private static FillPlan plan(VersionId version, NodeId node) {
    return plan(api, version, node);
  }

  private static FillPlan plan(
      RegistryApi client, VersionId version, NodeId node, NodeId... failed) {
    return client.planFill(
        version, new FillRequest(node, 1, new OriginId("docs"), List.of(failed)));
  }

  private static FillPlan renew(
      VersionId version, NodeId node, @Nullable Long token, int verifiedPieces) {
    return api.renewFill(version, new FillRenewal(node, 1, token, verifiedPieces, false));
  }

  private static FillPlan rest(VersionId version, NodeId node, @Nullable Long token) {
    return api.renewFill(version, new FillRenewal(node, 1, token, 1, true));
  }

  private static int grants(VersionId version) {
    return registry
        .sql()
        .sql("select count(*) from fill_grant where sha256 = :v")
        .param("v", version.sha256())
        .query(Integer.class)
        .single();
  }

  private static void expire(VersionId version) {
    update("update fill_grant set expires_at = clock_timestamp() where sha256 = :v", version);
    update("update filler set expires_at = clock_timestamp() where sha256 = :v", version);
  }

  /** As if the last verified piece had come longer ago than the registry has patience. */
  private static void stall(VersionId version) {
    update(
        "update fill_grant set progress_at = clock_timestamp() - patience where sha256 = :v",
        version);
  }

  private static void update(String sql, VersionId version) {
    registry.sql().sql(sql).param("v", version.sha256()).update();
  }
}
