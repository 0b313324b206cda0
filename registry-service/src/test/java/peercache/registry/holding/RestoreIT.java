package peercache.registry.holding;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.Nodes.held;
import static peercache.registry.Nodes.holderIds;
import static peercache.registry.Nodes.join;
import static peercache.registry.Nodes.newId;
import static peercache.registry.Nodes.newVersion;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import peercache.api.FillRequest;
import peercache.api.HoldingReport;
import peercache.api.HoldingsChecksum;
import peercache.api.Inventory;
import peercache.api.NodeId;
import peercache.api.NodeRenewal;
import peercache.api.OriginId;
import peercache.api.RegistryApi;
import peercache.api.ReportReceipt;
import peercache.api.VersionId;
import peercache.registry.Nodes;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;

/** A database that is set back while the nodes live on. */
class RestoreIT {
  private static final List<String> TABLES = List.of("node", "holding_report", "holding");
  private static RunningRegistry registry;
  private static RegistryApi api;

  @BeforeAll
  static void start() {
    registry = RunningRegistry.start(TestDatabase.create());
    api = registry.member();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void oneRenewalTellsThatTheRegistryWasSetBackAndTheInventoryHealsIt() {
    var evicted = newVersion();
    var filled = newVersion();
    var id = node(evicted);
    backUp();
    api.report(id, new HoldingReport(1, 2, held(filled), held(evicted)));
    restore();
    assertThat(holderIds(api, evicted)).as("its lease ended long ago").isEmpty();

    var lease = api.renew(id, renewal(2, filled));

    assertThat(lease.inventoryWanted()).isTrue();
    assertThat(holderIds(api, evicted)).as("a node that lost it").isEmpty();

    assertThat(api.inventory(id, new Inventory(1, 3, held(filled))))
        .isEqualTo(new ReportReceipt(3, false));
    assertThat(holderIds(api, filled)).as("at once, not with the next renewal").contains(id);
    assertThat(holderIds(api, evicted)).isEmpty();
    assertThat(api.renew(id, renewal(3, filled)).inventoryWanted()).isFalse();
  }

  @Test
  void theSameNumberProvesNothingWhenTheChecksumDiffers() {
    var evicted = newVersion();
    var kept = newVersion();
    var id = node(evicted, kept);
    backUp();
    // Both are under number 1: numbers alone would not tell.
    api.inventory(id, new Inventory(1, 1, held(kept)));
    assertThat(api.renew(id, renewal(1, kept)).inventoryWanted()).isFalse();
    restore();

    assertThat(api.renew(id, renewal(1, kept)).inventoryWanted()).isTrue();
    assertThat(holderIds(api, evicted)).isEmpty();
    assertThat(holderIds(api, kept)).as("until the inventory tells").isEmpty();
  }

  @Test
  void aReportOnTheWayIsNoDisagreement() {
    var first = newVersion();
    var second = newVersion();
    var id = node(first);
    api.report(id, new HoldingReport(1, 2, held(second), List.of()));

    assertThat(api.renew(id, renewal(1, first)).inventoryWanted())
        .as("the receipt of report 2 is not there yet")
        .isFalse();
    assertThat(holderIds(api, second)).containsExactly(id);
    assertThat(api.renew(id, renewal(2, first, second)).inventoryWanted()).isFalse();
  }

  @Test
  void aRunThatRestartedAfterTheBackupStartsAnew() {
    var version = newVersion();
    var id = node(version);
    backUp();
    api.join(id, join("eu", 2));
    api.inventory(id, new Inventory(2, 1, List.of()));
    restore();

    Nodes.assertRefused(404, id.value(), () -> api.renew(id, new NodeRenewal(2, 0, 0, 0, 1)));
    assertThat(api.join(id, join("eu", 2)).inventoryWanted()).isTrue();
    assertThat(holderIds(api, version)).as("the earlier run held it").isEmpty();
  }

  @Test
  void whatIsInDoubtIsTriedByNodesThatFillAndNotFilledAgain() {
    var version = newVersion();
    var id = node(version);
    assertThat(api.renew(id, renewal(1)).inventoryWanted()).isTrue();

    var answer = api.holders(version, null, null, new OriginId("docs"), 100L, List.of(), true);

    assertThat(answer.holders()).isEmpty();
    assertThat(answer.fill()).as("the node may have it after all").isNull();
    assertThat(answer.rejected())
        .filteredOn(one -> one.id().equals(id))
        .singleElement()
        .satisfies(one -> assertThat(one.reason()).startsWith("disputed"));
    var filling = newId();
    api.join(filling, join("eu", 1));
    var plan = api.planFill(version, new FillRequest(filling, 1, new OriginId("docs"), List.of()));
    assertThat(plan.sources()).extracting(source -> source.id()).containsExactly(id);
    assertThat(plan.originToken()).isNull();
  }

  @Test
  void tokensGoOnGrowing() {
    var id = node();
    var before = token(id);

    execute("alter sequence fill_token restart with 1");

    assertThat(token(id)).isGreaterThan(before);
  }

  private static long token(NodeId id) {
    var request = new FillRequest(id, 1, new OriginId("docs"), List.of());
    return Objects.requireNonNull(api.planFill(newVersion(), request).originToken());
  }

  @Test
  void aNodeThatClaimsNothingIsBelieved() {
    var version = newVersion();
    var id = node(version);

    assertThat(api.renew(id, new NodeRenewal(1, 0, 0, 0, 1)).inventoryWanted()).isFalse();
    assertThat(holderIds(api, version)).containsExactly(id);
  }

  @Test
  void reportsThatARegistryWithoutChecksumsTookAreNotHeldAgainstTheNode() {
    var version = newVersion();
    var id = node(version);
    registry
        .sql()
        .sql(
            """
            update holding_report r set number = 2
            from node n where n.node_key = r.node_key and n.id = :id
            """)
        .param("id", id.value())
        .update();

    assertThat(api.renew(id, renewal(2, newVersion())).inventoryWanted()).isTrue();
    assertThat(holderIds(api, version)).as("nobody said that this is wrong").containsExactly(id);
  }

  @Test
  void anInventoryThatALaterOneOvertookIsNotApplied() {
    var version = newVersion();
    var id = node();
    api.inventory(id, new Inventory(1, 3, held(version)));

    assertThat(api.inventory(id, new Inventory(1, 2, List.of())))
        .isEqualTo(new ReportReceipt(3, false));
    assertThat(holderIds(api, version)).containsExactly(id);
  }

  /** A live node that told its inventory under number 1. */
  private static NodeId node(VersionId... versions) {
    var id = newId();
    api.join(id, join("eu", 1));
    api.inventory(id, new Inventory(1, 1, held(versions)));
    return id;
  }

  private static NodeRenewal renewal(long number, VersionId... held) {
    var checksum = HoldingsChecksum.NONE;
    for (var version : held) {
      checksum = checksum.toggle(version);
    }
    return new NodeRenewal(1, 0, 0, 0, number, checksum);
  }

  private static void backUp() {
    for (String table : TABLES) {
      execute("drop table if exists backup_" + table);
      execute("create table backup_" + table + " as table " + table);
    }
  }

  /** As pg_restore leaves it; the leases in it ended while it lay on the shelf. */
  private static void restore() {
    execute("truncate node, holding_report, holding cascade");
    for (String table : TABLES) {
      var columns = new ArrayList<String>();
      registry
          .sql()
          .sql(
              "select attname from pg_attribute where attrelid = cast(:t as regclass) and attnum >"
                  + " 0")
          .param("t", "backup_" + table)
          .query(String.class)
          .list()
          .forEach(columns::add);
      String names = String.join(", ", columns);
      execute(
          "insert into %s (%s) overriding system value select %s from backup_%s"
              .formatted(table, names, names, table));
    }
    execute("update node set lease_until = clock_timestamp() - interval '1 day'");
  }

  private static void execute(String sql) {
    registry.sql().sql(sql).update();
  }
}
