package peercache.registry.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.registry.Nodes.assertRefused;
import static peercache.registry.Nodes.holder;
import static peercache.registry.Nodes.holders;
import static peercache.registry.Nodes.lose;
import static peercache.registry.Nodes.newVersion;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import peercache.api.FillPlan;
import peercache.api.FillRequest;
import peercache.api.Holder;
import peercache.api.HolderState;
import peercache.api.Holders;
import peercache.api.NodeId;
import peercache.api.NodeStatus;
import peercache.api.OriginId;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;
import peercache.registry.ranking.Candidates;
import peercache.registry.ranking.Member;

class PlacementIT {
  private static final OriginId ORIGIN = new OriginId("docs");
  private static RunningRegistry registry;
  private static RegistryApi api;

  @BeforeAll
  static void start() {
    registry =
        RunningRegistry.start(
            TestDatabase.create(),
            "peercache.registry.zones[0].cidr=10.1.0.0/16",
            "peercache.registry.zones[0].zone=eu/fra",
            "peercache.registry.zones[1].cidr=2001:db8::/32",
            "peercache.registry.zones[1].zone=us/nyc");
    api = registry.member();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @AfterEach
  void loseAllNodes() {
    api.nodes().stream().map(NodeStatus::id).forEach(id -> lose(registry, id));
  }

  @Test
  void ranksForTheZoneOfTheCaller() {
    var version = newVersion();
    var fra = holder(api, "eu/fra", version);
    var ams = holder(api, "eu/ams", version);
    var nyc = holder(api, "us/nyc", version);

    var fromFra = holders(registry.stranger(), version, "10.1.2.3");
    assertThat(fromFra.zone()).isEqualTo(new Zone("eu/fra"));
    assertThat(fromFra.holders()).extracting(Holder::id).containsExactly(fra, ams, nyc);
    assertThat(fromFra.holders()).extracting(Holder::tier).containsExactly(0, 1, 2);
    assertThat(fromFra.holders()).extracting(Holder::state).containsOnly(HolderState.HOLDING);
    assertThat(fromFra.holders())
        .allSatisfy(holder -> assertThat(holder.leaseRemaining()).isPositive());

    var fromNyc = holders(registry.stranger(), version, "2001:db8::9");
    assertThat(fromNyc.holders().getFirst().id()).isEqualTo(nyc);
    assertThat(fromNyc.holders()).extracting(Holder::tier).containsExactly(0, 1, 1);

    assertThat(holders(registry.stranger(), version, null).zone()).isEqualTo(Zone.DEFAULT);
  }

  @Test
  void namesAtMostAsManyAsAskedFor() {
    var version = newVersion();
    for (int i = 0; i < 10; i++) {
      holder(api, "eu", version);
    }

    assertThat(holders(api, version, null).holders()).hasSize(8);
    assertThat(find(version, 3, List.of(), false).holders()).hasSize(3);
    assertThat(find(version, 64, List.of(), false).holders()).hasSize(10);
  }

  @Test
  void explainsWhyTheOthersWereNotChosen() {
    var version = newVersion();
    var first = holder(api, "default", version);
    var second = holder(api, "eu", version);
    var excluded = holder(api, "eu", version);
    var lost = holder(api, "eu", version);
    var without = holder(api, "eu");
    lose(registry, lost);

    var answer = find(version, 1, List.of(excluded), true);

    assertThat(answer.holders()).extracting(Holder::id).containsExactly(first);
    assertThat(reason(answer, second)).contains("limit");
    assertThat(reason(answer, excluded)).contains("excluded");
    assertThat(reason(answer, lost)).contains("lost");
    assertThat(reason(answer, without)).contains("neither has nor fills");
    assertThat(find(version, 1, List.of(), false).rejected()).isEmpty();
  }

  @Test
  void explainsWhyTheChosenStandWhereTheyStand() {
    var version = newVersion();
    var near = holder(api, "eu/fra", version);
    var region = holder(api, "eu/ams", version);
    var far = holder(api, "us/nyc", version);

    var answer =
        registry.stranger().holders(version, "10.1.2.3", null, null, null, List.of(), true, 7.0);

    var reckoning = Objects.requireNonNull(answer.reckoning());
    assertThat(reckoning.merits())
        .containsExactly(
            new Holders.Merit(near, "the caller's zone", "free", "none"),
            new Holders.Merit(region, "the caller's region", "free", "none"),
            new Holders.Merit(far, "another region", "free", "none"));
    assertThat(reckoning.demand()).startsWith("7.0 requests a second").endsWith("enough");
    assertThat(find(version, 1, List.of(), false).reckoning()).isNull();
  }

  @Test
  void oneFillIsGivenOutHoweverManyAsk() throws Exception {
    var zones = List.of("eu/fra", "eu/ams", "us/nyc", "default");
    for (int i = 0; i < 8; i++) {
      holder(api, zones.get(i % 4));
    }
    var version = newVersion();
    var clients = List.of("10.1.2.3", "2001:db8::1", "192.0.2.1");

    List<Holders> answers = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Holders>> lookups = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        String client = clients.get(i % 3);
        lookups.add(() -> lookup(api, version, client));
      }
      for (Future<Holders> answer : executor.invokeAll(lookups)) {
        answers.add(answer.get());
      }
    }

    var fill = answers.getFirst().fill();
    assertThat(fill).isNotNull();
    assertThat(answers)
        .allSatisfy(answer -> {
          assertThat(answer.fill()).isEqualTo(fill);
          assertThat(answer.holders()).extracting(Holder::id).containsExactly(fill);
          assertThat(answer.holders().getFirst().state()).isEqualTo(HolderState.FILLING);
        });
    assertThat(
            registry
                .sql()
                .sql("select count(*) from filler where sha256 = :version")
                .param("version", version.sha256())
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void theFillGoesToTheZoneOfTheCaller() {
    var fra = holder(api, "eu/fra");
    var nyc = holder(api, "us/nyc");

    assertThat(lookup(api, newVersion(), "10.1.2.3").fill()).isEqualTo(fra);
    assertThat(lookup(api, newVersion(), "2001:db8::1").fill()).isEqualTo(nyc);
  }

  @Test
  void theNodeTakesTheAssignedFillUp() {
    var node = holder(api, "eu/fra");
    var version = newVersion();
    assertThat(lookup(api, version, "10.1.2.3").fill()).isEqualTo(node);

    var plan = api.planFill(version, new FillRequest(node, 1, ORIGIN, List.of()));

    assertThat(plan.originToken()).isNotNull();
    assertThat(holders(api, version, null).fill()).isEqualTo(node);
  }

  @Test
  void aNodeThatIsHereTakesTheFillOfOneThatDidNotCome() {
    var assigned = holder(api, "eu/fra");
    var version = newVersion();
    assertThat(lookup(api, version, "10.1.2.3").fill()).isEqualTo(assigned);
    var asker = holder(api, "eu/fra");

    var plan = api.planFill(version, new FillRequest(asker, 1, ORIGIN, List.of()));
    var late = api.planFill(version, new FillRequest(assigned, 1, ORIGIN, List.of()));

    assertThat(plan.originToken()).isNotNull();
    assertThat(late.originToken()).isNull();
    assertThat(late.sources()).extracting(FillPlan.Source::id).containsExactly(asker);
  }

  @Test
  void theFillOfADeadNodeGoesToAnother() {
    var first = holder(api, "eu/fra");
    var version = newVersion();
    assertThat(lookup(api, version, "10.1.2.3").fill()).isEqualTo(first);
    var second = holder(api, "eu/fra");

    assertThat(lookup(api, version, "10.1.2.3").fill()).isEqualTo(first);
    lose(registry, first);
    assertThat(lookup(api, version, "10.1.2.3").fill()).isEqualTo(second);
  }

  @Test
  void nobodyIsNamedWhereNobodyCanTakeIt() {
    var answer = lookup(api, newVersion(), "10.1.2.3");

    assertThat(answer.holders()).isEmpty();
    assertThat(answer.fill()).isNull();
  }

  @Test
  void noFillIsGivenOutWhileANodeHoldsTheVersion() {
    var version = newVersion();
    var holder = holder(api, "us/nyc", version);
    holder(api, "eu/fra");

    var answer = lookup(api, version, "10.1.2.3");

    assertThat(answer.fill()).isNull();
    assertThat(answer.holders()).extracting(Holder::id).containsExactly(holder);
  }

  @Test
  void aColdCrowdIsSpreadOverTheNodesOfItsZoneAtOnce() {
    var near = List.of(holder(api, "eu/fra"), holder(api, "eu/fra"), holder(api, "eu/fra"));
    holder(api, "eu/ams");
    var version = newVersion();
    awaitSeen(near);

    var answer = crowd(version, "10.1.2.3", 200.0);

    assertThat(answer.holders()).extracting(Holder::id).containsExactlyInAnyOrderElementsOf(near);
    assertThat(answer.holders()).extracting(Holder::state).containsOnly(HolderState.FILLING);
    assertThat(answer.holders()).extracting(Holder::tier).containsOnly(0);
    assertThat(answer.fill()).as("one of them alone may ask the origin").isIn(near);
    var plan =
        api.planFill(
            version,
            new FillRequest(
                near.stream().filter(id -> !id.equals(answer.fill())).findFirst().orElseThrow(),
                1,
                ORIGIN,
                List.of()));
    assertThat(plan.sources()).extracting(FillPlan.Source::id).contains(answer.fill());
  }

  @Test
  void aVersionInDemandGetsMoreHoldersWhereTheDemandIs() {
    var version = newVersion();
    var holder = holder(api, "eu/fra", version);
    var helpers = List.of(holder(api, "eu/fra"), holder(api, "eu/fra"));
    holder(api, "us/nyc");
    awaitSeen(helpers);

    assertThat(crowd(version, "10.1.2.3", 10.0).holders())
        .as("what one holder bears")
        .extracting(Holder::id)
        .containsExactly(holder);
    var answer = crowd(version, "10.1.2.3", 15.0);
    assertThat(answer.holders()).hasSize(2).extracting(Holder::tier).containsOnly(0);
    assertThat(answer.holders()).extracting(Holder::id).contains(holder);
    assertThat(crowd(version, "10.1.2.3", 1_000.0).holders())
        .extracting(Holder::id)
        .containsExactlyInAnyOrder(holder, helpers.get(0), helpers.get(1));
    assertThat(crowd(version, "10.1.2.3", 5.0).holders())
        .as("when it is calm, those that hold it come first")
        .extracting(Holder::tier)
        .containsExactly(0, 1, 1);
  }

  @Test
  void aDemandThatNobodyMayTellOfMovesNothing() {
    var version = newVersion();
    var holder = holder(api, "eu/fra", version);
    var idle = holder(api, "eu/fra");
    awaitSeen(List.of(idle));

    var answer =
        registry
            .stranger()
            .holders(version, "10.1.2.3", null, null, null, List.of(), false, 1_000.0);

    assertThat(answer.holders()).extracting(Holder::id).containsExactly(holder);
  }

  @Test
  void toHaveAFillGivenOutNeedsTheNetworksKey() {
    var version = newVersion();
    holder(api, "eu/fra");

    assertRefused(401, "key-needed", () -> lookup(registry.stranger(), version, null));
    assertRefused(403, "wrong-key", () -> lookup(registry.publisher(), version, null));
    assertThat(holders(registry.stranger(), version, null).fill()).isNull();
  }

  @Test
  void namesTheParameterThatIsWrong() {
    var version = newVersion();

    assertRefused(400, "limit must be", () -> find(version, 0, List.of(), false));
    assertRefused(400, "limit must be", () -> find(version, 65, List.of(), false));
    assertRefused(400, "client must be", () -> holders(api, version, "localhost"));
    assertRefused(400, "client must be", () -> holders(api, version, "10.1"));
    assertRefused(400, "client must be", () -> holders(api, version, "fe80::1%eth0"));
    assertRefused(400, "client must be", () -> holders(api, version, "10.1.2.3/32"));
    assertRefused(400, "demand must be", () -> crowd(version, "10.1.2.3", -1));
    assertRefused(400, "demand must be", () -> crowd(version, "10.1.2.3", Double.NaN));
    assertRefused(400, "demand must be", () -> crowd(version, "10.1.2.3", 1e10));
    assertRefused(
        400,
        "size is missing",
        () -> api.holders(version, null, null, ORIGIN, null, List.of(), false));
    assertRefused(
        400, "size must be", () -> api.holders(version, null, null, ORIGIN, -1L, List.of(), false));
  }

  private static Holders crowd(VersionId version, String client, double demand) {
    return api.holders(version, client, null, ORIGIN, 100L, List.of(), false, demand);
  }

  /** Who joined just now is not among those who were seen lately. */
  private static void awaitSeen(List<NodeId> nodes) {
    var candidates = registry.bean(Candidates.class);
    await()
        .until(
            () -> candidates.membersLately().stream().map(Member::id).toList().containsAll(nodes));
  }

  private static Holders lookup(RegistryApi api, VersionId version, @Nullable String client) {
    return api.holders(version, client, null, ORIGIN, 100L, List.of(), false);
  }

  private static Holders find(
      VersionId version, int limit, List<NodeId> excluded, boolean explain) {
    return registry.stranger().holders(version, null, limit, null, null, excluded, explain);
  }

  private static String reason(Holders answer, NodeId id) {
    return answer.rejected().stream()
        .filter(rejected -> rejected.id().equals(id))
        .map(Holders.Rejected::reason)
        .findFirst()
        .orElse("none");
  }
}
