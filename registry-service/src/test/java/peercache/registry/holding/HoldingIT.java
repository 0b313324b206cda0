package peercache.registry.holding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.registry.Nodes.assertRefused;
import static peercache.registry.Nodes.held;
import static peercache.registry.Nodes.holder;
import static peercache.registry.Nodes.holderIds;
import static peercache.registry.Nodes.join;
import static peercache.registry.Nodes.newId;
import static peercache.registry.Nodes.newVersion;
import static peercache.registry.Nodes.renewal;
import static peercache.registry.Nodes.report;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import peercache.api.HeldVersion;
import peercache.api.HoldingReport;
import peercache.api.Inventory;
import peercache.api.LastCopiesQuestion;
import peercache.api.RegistryApi;
import peercache.api.ReportReceipt;
import peercache.api.VersionId;
import peercache.registry.Nodes;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;

class HoldingIT {
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
  void whatIsReportedCountsAtOnce() {
    var kept = newVersion();
    var evicted = newVersion();
    var id = holder(api, "eu", kept, evicted);

    var receipt = api.report(id, new HoldingReport(1, 2, List.of(), held(evicted)));

    assertThat(receipt).isEqualTo(new ReportReceipt(2, true));
    assertThat(holderIds(api, kept)).containsExactly(id);
    assertThat(holderIds(api, evicted)).isEmpty();
    assertThat(api.node(id).holdings()).isEqualTo(1);
  }

  @Test
  void aDuplicateReportIsConfirmedAndAppliedOnce() {
    var first = newVersion();
    var id = holder(api, "eu", first);
    api.report(id, new HoldingReport(1, 2, List.of(), held(first)));

    var receipt = api.report(id, report(1, 1, first));

    assertThat(receipt.number()).isEqualTo(2);
    assertThat(holderIds(api, first)).isEmpty();
    assertThat(api.node(id).holdings()).isZero();
  }

  @Test
  void aGapIsSeenAndHealedByTheInventory() {
    var first = newVersion();
    var second = newVersion();
    var third = newVersion();
    var id = newId();
    api.join(id, join("eu", 1));
    api.inventory(id, new Inventory(1, 0, List.of()));
    assertThat(api.report(id, report(1, 1, first))).isEqualTo(new ReportReceipt(1, false));

    assertThat(api.report(id, report(1, 3, third))).isEqualTo(new ReportReceipt(1, true));
    assertThat(holderIds(api, third)).isEmpty();
    assertThat(api.renew(id, renewal(1, 1)).inventoryWanted()).isTrue();

    assertThat(api.inventory(id, new Inventory(1, 3, held(second, third))))
        .isEqualTo(new ReportReceipt(3, false));
    assertThat(holderIds(api, first)).isEmpty();
    assertThat(holderIds(api, second)).containsExactly(id);
    assertThat(holderIds(api, third)).containsExactly(id);
    assertThat(api.node(id).holdings()).isEqualTo(2);
    assertThat(api.renew(id, renewal(1, 3)).inventoryWanted()).isFalse();
    assertThat(api.report(id, report(1, 4, first))).isEqualTo(new ReportReceipt(4, false));
  }

  @Test
  void aRenewalFindsOutThatBothSidesDisagree() {
    var id = newId();
    assertThat(api.join(id, join("eu", 1)).inventoryWanted()).isTrue();
    assertThat(api.renew(id, renewal(1, 0)).inventoryWanted()).isTrue();

    api.inventory(id, new Inventory(1, 7, List.of()));

    assertThat(api.renew(id, renewal(1, 7)).inventoryWanted()).isFalse();
    assertThat(api.renew(id, renewal(1, 6)).inventoryWanted())
        .as("the receipt of report 7 may still be on its way")
        .isFalse();
    assertThat(api.renew(id, renewal(1, 8)).inventoryWanted()).isTrue();
    assertThat(api.renew(id, renewal(1, 5)).inventoryWanted()).isTrue();
  }

  @Test
  void aNewRunHasToConfirmWhatTheEarlierHeld() {
    var kept = newVersion();
    var lost = newVersion();
    var id = holder(api, "eu", kept, lost);

    assertThat(api.join(id, join("eu", 2)).inventoryWanted()).isTrue();
    assertThat(holderIds(api, kept)).isEmpty();
    assertThat(api.node(id).holdings()).isZero();

    api.inventory(id, new Inventory(2, 0, held(kept)));
    assertThat(holderIds(api, kept)).containsExactly(id);
    assertThat(holderIds(api, lost)).isEmpty();
    assertThat(api.node(id).holdings()).isEqualTo(1);
  }

  @Test
  void whatIsAddedAndRemovedAtOnceIsRemoved() {
    var version = newVersion();
    var id = holder(api, "eu");

    api.report(id, new HoldingReport(1, 2, held(version, version), held(version)));

    assertThat(holderIds(api, version)).isEmpty();
    assertThat(api.node(id).holdings()).isZero();
  }

  @Test
  void aNodeIsToldWhichCopiesAreTheLastOnes() {
    var alone = newVersion();
    var shared = newVersion();
    var withLost = newVersion();
    var one = holder(api, "eu", alone, shared, withLost);
    var other = holder(api, "us", shared);
    Nodes.lose(registry, holder(api, "eu", withLost));
    var all = List.of(alone, shared, withLost);

    var ofOne = api.lastCopies(one, new LastCopiesQuestion(1, all)).versions();
    var ofOther = api.lastCopies(other, new LastCopiesQuestion(1, List.of(shared))).versions();

    assertThat(ofOne).contains(alone, withLost);
    assertThat(ofOne.contains(shared)).as("one of the two keeps it").isEqualTo(ofOther.isEmpty());
    Nodes.lose(registry, other);
    assertThat(api.lastCopies(one, new LastCopiesQuestion(1, all)).versions()).isEqualTo(all);
  }

  @Test
  void whatAnEarlierRunHeldIsNoCopyUntilTheNewOneHasConfirmedIt() {
    var versions = List.of(newVersion(), newVersion(), newVersion(), newVersion());
    var one = holder(api, "eu", versions.toArray(VersionId[]::new));
    var other = holder(api, "eu", versions.toArray(VersionId[]::new));
    var kept = api.lastCopies(one, new LastCopiesQuestion(1, versions)).versions();

    api.join(other, join("eu", 2));
    assertThat(api.lastCopies(one, new LastCopiesQuestion(1, versions)).versions())
        .isEqualTo(versions);
    api.report(other, report(2, 1, versions.toArray(VersionId[]::new)));
    assertThat(api.lastCopies(one, new LastCopiesQuestion(1, versions)).versions()).isEqualTo(kept);
  }

  @Test
  void refusesWhoIsNoMemberAndNamesWhatIsWrong() {
    var version = newVersion();
    var id = holder(api, "eu", version);
    var stranger = newId();
    api.join(id, join("eu", 2));

    assertRefused(404, stranger.value(), () -> api.report(stranger, report(1, 1, version)));
    assertRefused(
        404, stranger.value(), () -> api.inventory(stranger, new Inventory(1, 1, List.of())));
    assertRefused(
        404,
        stranger.value(),
        () -> api.lastCopies(stranger, new LastCopiesQuestion(1, List.of(version))));
    assertRefused(409, "incarnation", () -> api.report(id, report(1, 2, version)));
    assertRefused(409, "incarnation", () -> api.inventory(id, new Inventory(1, 2, List.of())));
    assertRefused(409, "incarnation", () -> api.renew(id, renewal(1, 1)));
    assertRefused(
        409, "incarnation", () -> api.lastCopies(id, new LastCopiesQuestion(1, List.of(version))));
  }

  @Test
  void aLostNodeDoesNotCount() {
    var version = newVersion();
    var id = holder(api, "eu", version);

    Nodes.lose(registry, id);

    assertThat(holderIds(api, version)).isEmpty();
  }

  /** The yardstick is the database alone, in the same run: a busy machine slows both down. */
  @Test
  void aLargeInventoryCostsLittleMoreThanItsRowsInTheDatabase() {
    var id = newId();
    api.join(id, join("eu", 1));
    var versions =
        LongStream.range(0, 100_000)
            .mapToObj(i -> new HeldVersion(Nodes.version(i * 0x9E3779B97F4A7C15L), i))
            .toList();

    long rows = millis(HoldingIT::insertAHundredThousandRows);
    long first = millis(() -> api.inventory(id, new Inventory(1, 1, versions)));
    long again = millis(() -> api.inventory(id, new Inventory(1, 1, versions.subList(1, 100_000))));

    assertThat(first).isLessThan(8 * rows);
    assertThat(again).isLessThan(8 * rows);
    assertThat(api.node(id).holdings()).isEqualTo(99_999);
    assertThat(holderIds(api, versions.getFirst().id())).isEmpty();
    assertThat(holderIds(api, versions.getLast().id())).containsExactly(id);
  }

  private static void insertAHundredThousandRows() {
    registry
        .sql()
        .sql(
            """
            insert into holding (sha256, node_key, incarnation, size)
            select sha256(int8send(i)), 0, 1, i from generate_series(1, 100000) i
            """)
        .update();
  }

  private static long millis(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }

  @Test
  void anInventoryMayTakeLongerThanOtherRequests() throws Exception {
    var database = TestDatabase.create();
    try (var impatient =
            RunningRegistry.start(
                database, "spring.datasource.hikari.data-source-properties.socketTimeout=2");
        var other =
            DriverManager.getConnection(database.url(), database.user(), database.password())) {
      var id = holder(impatient.member(), "eu");
      var version = newVersion();
      other.setAutoCommit(false);
      execute(other, "lock table holding in exclusive mode");

      var answer =
          CompletableFuture.supplyAsync(
              () -> impatient.member().inventory(id, new Inventory(1, 7, held(version))));

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> answer.isDone() || waitsLongerThan(impatient, "2500 ms"));
      execute(other, "commit");
      assertThat(answer).succeedsWithin(Duration.ofSeconds(20));
      assertThat(holderIds(impatient.member(), version)).containsExactly(id);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static boolean waitsLongerThan(RunningRegistry registry, String interval) {
    return registry
        .sql()
        .sql(
            """
            select exists (
              select from pg_stat_activity
              where datname = current_database() and wait_event_type = 'Lock'
                and clock_timestamp() - query_start > cast(:interval as interval))
            """)
        .param("interval", interval)
        .query(Boolean.class)
        .single();
  }
}
