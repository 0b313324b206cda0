package peercache.registry.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static peercache.registry.Nodes.holder;
import static peercache.registry.Nodes.holderIds;
import static peercache.registry.Nodes.holders;
import static peercache.registry.Nodes.join;
import static peercache.registry.Nodes.lose;
import static peercache.registry.Nodes.newVersion;
import static peercache.registry.Nodes.renewal;
import static peercache.registry.Nodes.report;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import peercache.api.Complaint;
import peercache.api.FillRequest;
import peercache.api.HoldingsChecksum;
import peercache.api.NodeId;
import peercache.api.NodeJoin;
import peercache.api.NodeRenewal;
import peercache.api.OriginId;
import peercache.api.PurgeRequest;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;

/**
 * Two registries on one database. What one of them changes the other one takes account of in the
 * very next look-up, so nothing is awaited here; each test lets it look before, so that it knows
 * the nodes as they were.
 */
class SeveralRegistriesIT {
  private static RunningRegistry here;
  private static RegistryApi one;
  private static RunningRegistry there;
  private static RegistryApi other;

  @BeforeAll
  static void start() {
    var database = TestDatabase.create();
    here = RunningRegistry.start(database);
    one = here.member();
    there = RunningRegistry.start(database);
    other = there.member();
  }

  @AfterAll
  static void stop() {
    there.close();
    here.close();
  }

  @AfterEach
  void forgetNodes() {
    here.sql().sql("delete from node").update();
  }

  @Test
  void aNodeThatLeavesIsNamedByNeither() {
    var version = newVersion();
    var node = known(version);

    one.leave(node, 1);

    assertThat(holderIds(other, version)).isEmpty();
  }

  @Test
  void aNodeThatIsToBeDrainedGetsCallersFromNeitherUntilThatIsTakenBack() {
    var version = newVersion();
    var node = known(version);

    one.drain(node, null);
    assertThat(holderIds(other, version)).isEmpty();
    one.endDrain(node);
    assertThat(holderIds(other, version)).containsExactly(node);
  }

  @Test
  void aNodeThatIsLostIsNamedByNeitherUntilItRenews() {
    var version = newVersion();
    var node = known(version);

    lose(here, node);
    assertThat(holderIds(other, version)).isEmpty();
    one.renew(node, renewal(1, 1));
    assertThat(holderIds(other, version)).containsExactly(node);
  }

  @Test
  void aLeaseThatEndsByItselfEndsThere() {
    var version = newVersion();
    var node = known(version);
    leaseEndsIn(node, 300);
    assertThat(holderIds(other, version)).containsExactly(node);

    awaitThatLeaseWouldHaveEnded(300);

    assertThat(holderIds(other, version)).isEmpty();
  }

  @Test
  void aLeaseThatWasRenewedInTimeGoesOnThere() {
    var version = newVersion();
    var node = known(version);
    leaseEndsIn(node, 1_500);
    assertThat(holderIds(other, version)).containsExactly(node);
    one.renew(node, renewal(1, 1));

    awaitThatLeaseWouldHaveEnded(1_500);

    assertThat(holderIds(other, version)).containsExactly(node);
  }

  @Test
  void aNodeThatMovesIsNamedWhereItIsNow() {
    var version = newVersion();
    var node = known(version);
    var moved = new NodeJoin(URI.create("http://10.0.0.2:8082"), null, new Zone("us"), 1, null, 1);

    one.join(node, moved);

    assertThat(holders(other, version, null).holders())
        .singleElement()
        .satisfies(holder -> {
          assertThat(holder.baseUri()).isEqualTo(moved.baseUri());
          assertThat(holder.zone()).isEqualTo(moved.zone());
        });
  }

  @Test
  void whatAnEarlierRunHeldIsNamedByNeitherUntilTheNewOneHasConfirmedIt() {
    var version = newVersion();
    var node = known(version);

    one.join(node, join("eu", 2));
    assertThat(holderIds(other, version)).isEmpty();
    one.report(node, report(2, 1, version));
    assertThat(holderIds(other, version)).containsExactly(node);
  }

  @Test
  void aNewNodeIsNamedAtOnce() {
    var version = newVersion();
    var node = known(version);

    var second = holder(one, "eu", version);

    assertThat(holderIds(other, version)).containsExactlyInAnyOrder(node, second);
  }

  @Test
  void aNodeWhoseHoldingsAreInDoubtGetsCallersFromNeither() {
    var version = newVersion();
    var node = known(version);

    one.renew(node, new NodeRenewal(1, 0, 0, 0, 1, HoldingsChecksum.NONE));

    assertThat(holderIds(other, version)).isEmpty();
  }

  @Test
  void aNodeThatSentWrongBytesIsNamedByNeither() {
    var version = newVersion();
    var rest = newVersion();
    var node = known(version, rest);
    var victims = List.of(holder(one, "eu"), holder(one, "eu"), holder(one, "eu"));

    one.complain(version, new Complaint(victims.get(0), 1, node, 0));
    assertThat(holderIds(other, version)).isEmpty();
    one.complain(newVersion(), new Complaint(victims.get(1), 1, node, 0));
    var fill = new FillRequest(victims.get(2), 1, new OriginId("docs"), List.of());
    assertThat(other.planFill(rest, fill).sources()).as("nobody fills from it").isEmpty();
  }

  @Test
  void whatIsPurgedIsNamedByNeither() {
    var version = newVersion();
    var node = known(version);

    here.operator().purge(new PurgeRequest(null, List.of(version), null, null));

    assertThat(holderIds(other, version)).doesNotContain(node);
  }

  /** A node that holds the versions, and that both know so. */
  private static NodeId known(VersionId... versions) {
    var node = holder(one, "eu", versions);
    for (var version : versions) {
      assertThat(holderIds(other, version)).containsExactly(node);
    }
    return node;
  }

  private static void leaseEndsIn(NodeId node, long millis) {
    here.sql()
        .sql(
            """
            update node set lease_until = clock_timestamp() + :millis * interval '1 ms'
            where id = :id
            """)
        .param("millis", millis)
        .param("id", node.value())
        .update();
  }

  private static void awaitThatLeaseWouldHaveEnded(long millis) {
    long end = System.nanoTime() + (millis + 50) * 1_000_000;
    await().until(() -> System.nanoTime() - end > 0);
  }
}
