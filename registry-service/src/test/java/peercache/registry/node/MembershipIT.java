package peercache.registry.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.registry.Nodes.assertRefused;
import static peercache.registry.Nodes.holders;
import static peercache.registry.Nodes.join;
import static peercache.registry.Nodes.lose;
import static peercache.registry.Nodes.newId;
import static peercache.registry.Nodes.newVersion;
import static peercache.registry.Nodes.renewal;
import static peercache.registry.Nodes.report;

import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import peercache.api.FillPlan;
import peercache.api.FillRequest;
import peercache.api.Inventory;
import peercache.api.NodeJoin;
import peercache.api.NodeRenewal;
import peercache.api.NodeState;
import peercache.api.NodeStatus;
import peercache.api.OriginId;
import peercache.api.OriginJoin;
import peercache.api.OriginKey;
import peercache.api.OriginStatus;
import peercache.api.RegistryApi;
import peercache.api.Zone;
import peercache.api.ZoneRule;
import peercache.registry.Nodes;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;

class MembershipIT {
  private static TestDatabase database;
  private static RunningRegistry registry;
  private static RegistryApi api;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    registry =
        RunningRegistry.start(
            database,
            "peercache.registry.zones[0].cidr=10.0.0.0/8",
            "peercache.registry.zones[0].zone=eu/fra");
    api = registry.member();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void aNodeThatJoinedIsThereForAnyone() {
    var id = newId();
    var lease =
        api.join(
            id,
            new NodeJoin(
                URI.create("http://10.0.0.9:8082/"), null, new Zone("eu/fra"), 1_000, 500L, 3));

    assertThat(lease.length()).isEqualTo(Duration.ofHours(1));
    assertThat(lease.renewEvery()).isEqualTo(Duration.ofSeconds(1));
    assertThat(lease.inventoryWanted()).isTrue();
    var status = registry.stranger().node(id);
    assertThat(status.baseUri()).isEqualTo(URI.create("http://10.0.0.9:8082"));
    assertThat(status.internalUri()).isNull();
    assertThat(status.zone()).isEqualTo(new Zone("eu/fra"));
    assertThat(status.state()).isEqualTo(NodeState.LIVE);
    assertThat(status.incarnation()).isEqualTo(3);
    assertThat(status.capacityBytes()).isEqualTo(1_000);
    assertThat(status.leaseRemaining()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    assertThat(registry.stranger().nodes()).extracting(NodeStatus::id).contains(id);
  }

  @Test
  void aRenewalCarriesTheLoad() {
    var id = newId();
    api.join(id, join("eu", 1));

    api.renew(id, new NodeRenewal(1, 10, 20, 30, 0));

    var status = api.node(id);
    assertThat(status.usedBytes()).isEqualTo(10);
    assertThat(status.bytesPerSecond()).isEqualTo(20);
    assertThat(status.fills()).isEqualTo(30);
  }

  @Test
  void aDeadNodeIsLostWhenItsLeaseEnds() {
    try (var brief =
        RunningRegistry.start(
            database, "peercache.registry.lease=700ms", "peercache.registry.renew-every=200ms")) {
      var id = newId();
      brief.member().join(id, join("eu", 1));

      await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> brief.stranger().node(id).state() == NodeState.LOST);
      assertThat(brief.stranger().node(id).leaseRemaining()).isZero();
    }
  }

  @Test
  void aRenewalRevivesAnEndedLease() {
    var id = newId();
    api.join(id, join("eu", 1));
    lose(registry, id);

    api.renew(id, renewal(1, 0));

    assertThat(api.node(id).state()).isEqualTo(NodeState.LIVE);
  }

  @Test
  void aNodeThatNeverJoinedIsToldToJoin() {
    var id = newId();

    assertRefused(404, "join first", () -> api.renew(id, renewal(1, 0)));
    assertRefused(404, "join first", () -> api.leave(id, 1));
    assertRefused(404, "join first", () -> api.report(id, report(1, 1)));
    assertRefused(404, "join first", () -> api.inventory(id, new Inventory(1, 0, List.of())));
    assertRefused(404, "unknown-node", () -> registry.stranger().node(id));
  }

  @Test
  void aNodeThatLeftIsGoneAtOnceAndToldToJoin() {
    var id = newId();
    api.join(id, join("eu", 1));

    api.leave(id, 1);

    assertThat(api.node(id).state()).isEqualTo(NodeState.DEPARTED);
    assertRefused(404, "join first", () -> api.renew(id, renewal(1, 0)));
    api.leave(id, 1);
  }

  @Test
  void whatARunHeldBeforeItLeftCountsOnlyWhenItConfirmsItAgain() {
    var version = newVersion();
    var id = Nodes.holder(api, "eu", version);
    api.leave(id, 1);
    assertThat(Nodes.holderIds(api, version)).isEmpty();

    assertThat(api.join(id, join("eu", 1)).inventoryWanted()).isTrue();
    assertThat(Nodes.holderIds(api, version)).isEmpty();

    api.inventory(id, new Inventory(1, 1, Nodes.held(version)));
    assertThat(Nodes.holderIds(api, version)).containsExactly(id);
  }

  @Test
  void aJoinMayBeRepeated() {
    var id = newId();
    api.join(id, join("eu", 1));
    api.inventory(id, new Inventory(1, 0, List.of()));

    assertThat(api.join(id, join("us", 1)).inventoryWanted()).isFalse();
    assertThat(api.node(id).zone()).isEqualTo(new Zone("us"));
  }

  @Test
  void theLaterRunWinsAndTheEarlierIsTold() {
    var id = newId();
    api.join(id, join("eu", 5));
    api.join(id, join("us", 6));

    assertRefused(409, "replaced by 6", () -> api.join(id, join("eu", 5)));
    assertRefused(409, "replaced by 6", () -> api.renew(id, renewal(5, 0)));
    assertRefused(409, "replaced by 6", () -> api.report(id, report(5, 1)));
    assertRefused(409, "replaced by 6", () -> api.inventory(id, new Inventory(5, 0, List.of())));
    assertRefused(409, "replaced by 6", () -> api.leave(id, 5));
    assertThat(api.node(id).incarnation()).isEqualTo(6);
    assertThat(api.node(id).state()).isEqualTo(NodeState.LIVE);
  }

  @Test
  void aRunThatTheRegistryHasNotSeenIsToldToJoin() {
    var id = newId();
    api.join(id, join("eu", 5));

    assertRefused(404, "join first", () -> api.renew(id, renewal(6, 0)));
  }

  @Test
  void originsJoinAndLearnWhereCallersAre() {
    var id = new OriginId("docs");

    var membership = api.join(id, new OriginJoin(URI.create("http://10.0.0.1:8081"), null, null));
    api.join(id, new OriginJoin(URI.create("http://10.0.0.2:8081"), null, null));

    assertThat(membership.zones()).containsExactly(new ZoneRule("10.0.0.0/8", new Zone("eu/fra")));
    assertThat(membership.renewEvery()).isPositive();
    assertThat(registry.stranger().origins())
        .filteredOn(origin -> origin.id().equals(id))
        .extracting(OriginStatus::baseUri)
        .containsExactly(URI.create("http://10.0.0.2:8081"));
  }

  @Test
  void whereServicesReachAnOriginIsWhatItSaidLast() {
    var id = new OriginId("two-uris");
    var base = URI.create("http://files.example");
    var internal = URI.create("http://10.0.0.1:8081");

    api.join(id, new OriginJoin(base, internal, null));
    assertThat(internalUriOf(id)).isEqualTo(internal);
    api.join(id, new OriginJoin(base, null, null));
    assertThat(internalUriOf(id)).isNull();
  }

  private @Nullable URI internalUriOf(OriginId id) {
    return registry.stranger().origins().stream()
        .filter(origin -> origin.id().equals(id))
        .findFirst()
        .orElseThrow()
        .internalUri();
  }

  @Test
  void callersAndServicesAreToldWhereEachOfThemReachesANode() {
    var version = newVersion();
    var id = newId();
    var base = URI.create("http://node.example:8082");
    var internal = URI.create("http://10.0.0.7:8082");
    api.join(id, new NodeJoin(base, URI.create(internal + "/"), new Zone("eu"), 1_000, null, 1));
    api.report(id, report(1, 1, version));
    var filler = newId();
    api.join(filler, join("eu", 1));

    assertThat(registry.stranger().node(id).internalUri()).isEqualTo(internal);
    assertThat(holders(registry.stranger(), version, null).holders())
        .singleElement()
        .satisfies(holder -> {
          assertThat(holder.baseUri()).isEqualTo(base);
          assertThat(holder.uriForServices()).isEqualTo(internal);
        });
    var plan = api.planFill(version, new FillRequest(filler, 1, new OriginId("docs"), List.of()));
    assertThat(plan.sources()).extracting(FillPlan.Source::baseUri).containsExactly(internal);
    api.join(id, join("eu", 2));
    assertThat(registry.stranger().node(id).internalUri()).isNull();
  }

  @Test
  void theKeyThatAnOriginPublishedLastIsForEverybody() {
    var id = new OriginId("signing");
    var base = URI.create("http://10.0.0.1:8081");

    api.join(id, new OriginJoin(base, null, key(1)));
    assertThat(keyOf(id)).isEqualTo(key(1));
    api.join(id, new OriginJoin(base, null, key(2)));
    assertThat(keyOf(id)).isEqualTo(key(2));
    api.join(id, new OriginJoin(base, null, null));
    assertThat(keyOf(id)).isNull();
  }

  private @Nullable OriginKey keyOf(OriginId id) {
    return registry.stranger().origins().stream()
        .filter(origin -> origin.id().equals(id))
        .findFirst()
        .orElseThrow()
        .publicKey();
  }

  private static OriginKey key(int lastByte) {
    byte[] encoded = HexFormat.of().parseHex("302a300506032b6570032100" + "00".repeat(32));
    encoded[encoded.length - 1] = (byte) lastByte;
    return OriginKey.of(encoded);
  }
}
