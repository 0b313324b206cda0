package peercache.registry.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.Nodes.assertRefused;
import static peercache.registry.Nodes.holder;
import static peercache.registry.Nodes.holderIds;
import static peercache.registry.Nodes.join;
import static peercache.registry.Nodes.newId;
import static peercache.registry.Nodes.newVersion;
import static peercache.registry.Nodes.renewal;
import static peercache.registry.Nodes.report;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import peercache.api.DrainStatus;
import peercache.api.FillRequest;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.Order;
import peercache.api.OrderReceipt;
import peercache.api.OrderReceipts;
import peercache.api.OriginId;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;

class DrainIT {
  private static final OriginId DOCS = new OriginId("docs");
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

  @AfterEach
  void forgetNodes() {
    registry.sql().sql("delete from node").update();
  }

  @Test
  void aDrainingNodeGetsNoCallersButFillsOthers() {
    var version = newVersion();
    var leaver = holder(api, "eu", version);
    var other = holder(api, "eu");

    api.drain(leaver, null);

    assertThat(api.node(leaver).state()).isEqualTo(NodeState.DRAINING);
    assertThat(holderIds(api, version)).isEmpty();
    assertThat(api.planFill(version, new FillRequest(other, 1, DOCS, List.of())).sources())
        .hasSize(1);
  }

  @Test
  void whatItAloneHoldsIsHandedOverToANodeNearItAndNothingElse() {
    var alone = filledBy("eu");
    var leaver = alone.node();
    var shared = newVersion();
    api.report(leaver, report(1, 3, shared));
    holder(api, "us", shared);
    var near = holder(api, "eu");
    api.drain(leaver, null);

    look();

    assertThat(drain(leaver).lastCopies()).isEqualTo(1);
    var orders = api.renew(near, renewal(1, 1)).orders();
    assertThat(orders)
        .containsExactly(new Order.Fill(orders.getFirst().id(), DOCS, alone.version()));
    look();
    assertThat(api.renew(near, renewal(1, 1)).orders()).isEqualTo(orders);
  }

  @Test
  void itLeavesOnceOthersHaveAllThatItAloneHeld() {
    var alone = filledBy("eu");
    var leaver = alone.node();
    var other = holder(api, "eu");
    api.drain(leaver, null);
    longAgo(leaver);
    look();
    assertThat(drain(leaver).drainedAt()).isNull();
    assertThat(api.renew(leaver, renewal(1, 2)).orders()).isEmpty();

    var order = api.renew(other, renewal(1, 1)).orders().getFirst();
    api.report(other, report(1, 2, alone.version()));
    api.confirm(other, new OrderReceipts(1, List.of(OrderReceipt.done(order.id()))));
    look();

    assertThat(drain(leaver).lastCopies()).isZero();
    assertThat(drain(leaver).drainedAt()).isNotNull();
    assertThat(api.renew(leaver, renewal(1, 2)).orders()).containsExactly(new Order.Leave("leave"));
    api.leave(leaver, 1);
    assertThat(api.node(leaver).state()).isEqualTo(NodeState.DEPARTED);
  }

  @Test
  void anotherNodeIsToldWhereOneCouldNot() {
    var alone = filledBy("eu");
    var first = holder(api, "eu");
    api.drain(alone.node(), null);
    look();
    var order = api.renew(first, renewal(1, 1)).orders().getFirst();
    api.confirm(
        first, new OrderReceipts(1, List.of(OrderReceipt.failed(order.id(), "no-room-now"))));
    var second = holder(api, "eu");

    look();

    assertThat(api.renew(first, renewal(1, 1)).orders()).isEmpty();
    assertThat(api.renew(second, renewal(1, 1)).orders()).hasSize(1);
  }

  @Test
  void aNodeWhoseLastCopyNobodyCanTakeStays() {
    var alone = filledBy("eu");
    api.drain(alone.node(), null);
    longAgo(alone.node());

    look();

    assertThat(drain(alone.node()).lastCopies()).isEqualTo(1);
    assertThat(drain(alone.node()).drainedAt()).isNull();
  }

  @Test
  void aNodeWaitsUntilNobodyIsSentToItAnyMore() {
    var leaver = holder(api, "eu");
    api.drain(leaver, null);

    look();

    assertThat(drain(leaver).drainedAt()).isNull();
    longAgo(leaver);
    look();
    assertThat(drain(leaver).drainedAt()).isNotNull();
  }

  @Test
  void anOperatorsDrainOutlivesTheNodesRunsAndIsTakenBack() {
    var version = newVersion();
    var leaver = holder(api, "eu", version);
    api.drain(leaver, null);
    api.join(leaver, join("eu", 2));
    assertThat(api.node(leaver).state()).isEqualTo(NodeState.DRAINING);

    api.endDrain(leaver);

    assertThat(api.node(leaver).state()).isEqualTo(NodeState.LIVE);
    assertThat(api.node(leaver).drain()).isNull();
    api.report(leaver, report(2, 1, version));
    assertThat(holderIds(api, version)).containsExactly(leaver);
  }

  @Test
  void aDrainOfARunThatStopsEndsWithIt() {
    var leaver = holder(api, "eu");
    api.drain(leaver, 1L);
    assertThat(drain(leaver).byNode()).isTrue();
    assertThat(api.node(leaver).state()).isEqualTo(NodeState.DRAINING);

    api.join(leaver, join("eu", 2));

    assertThat(api.node(leaver).state()).isEqualTo(NodeState.LIVE);
    assertThat(api.node(leaver).drain()).isNull();
  }

  @Test
  void badRequestsAreRefused() {
    var node = holder(api, "eu");

    assertRefused(404, "join first", () -> api.drain(newId(), null));
    assertRefused(404, "join first", () -> api.endDrain(newId()));
    assertRefused(404, "join first", () -> api.drain(node, 7L));
    assertRefused(401, "key-needed", () -> registry.stranger().drain(node, null));
    assertRefused(403, "wrong-key", () -> registry.publisher().drain(node, null));
  }

  private record Filled(NodeId node, VersionId version) {}

  /** A node that says whose version it filled. */
  private static Filled filledBy(String zone) {
    var version = newVersion();
    var node = holder(api, zone);
    api.planFill(version, new FillRequest(node, 1, DOCS, List.of()));
    api.report(node, report(1, 2, version));
    api.endFill(version, node, 1);
    return new Filled(node, version);
  }

  private static void longAgo(NodeId node) {
    registry
        .sql()
        .sql(
            """
            update drain d set since = since - interval '1 minute' from node n
            where d.node_key = n.node_key and n.id = :id
            """)
        .param("id", node.value())
        .update();
  }

  private static void look() {
    registry.bean(Draining.class).look();
  }

  private static DrainStatus drain(NodeId node) {
    return Objects.requireNonNull(api.node(node).drain());
  }
}
