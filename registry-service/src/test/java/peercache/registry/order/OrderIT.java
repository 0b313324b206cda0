package peercache.registry.order;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.Nodes.assertRefused;
import static peercache.registry.Nodes.holder;
import static peercache.registry.Nodes.join;
import static peercache.registry.Nodes.newId;
import static peercache.registry.Nodes.newVersion;
import static peercache.registry.Nodes.renewal;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import peercache.api.NodeId;
import peercache.api.Order;
import peercache.api.OrderReceipt;
import peercache.api.OrderReceipts;
import peercache.api.OriginId;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.registry.RunningRegistry;
import peercache.registry.TestDatabase;

class OrderIT {
  private static final OriginId DOCS = new OriginId("docs");
  private static TestDatabase database;
  private static RunningRegistry registry;
  private static RegistryApi api;

  @BeforeAll
  static void start() {
    database = TestDatabase.create();
    registry = RunningRegistry.start(database, "peercache.registry.order.fills-at-once=2");
    api = registry.member();
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void aNodeIsToldWithEachRenewalUntilItConfirms() {
    var node = holder(api, "eu");
    var version = newVersion();
    give(node, version);

    var order = orders(node).getFirst();
    assertThat(order).isEqualTo(new Order.Fill(order.id(), DOCS, version));
    assertThat(orders(node)).containsExactly(order);

    confirm(node, OrderReceipt.done(order.id()));
    confirm(node, OrderReceipt.done(order.id()));
    assertThat(orders(node)).isEmpty();
    assertThat(outcome(order)).isEqualTo("done");
  }

  @Test
  void aFailureIsAnEndAsWell() {
    var node = holder(api, "eu");
    give(node, newVersion());
    var order = orders(node).getFirst();

    confirm(node, OrderReceipt.failed(order.id(), "no-room-now: full"));

    assertThat(orders(node)).isEmpty();
    assertThat(outcome(order)).isEqualTo("failed");
  }

  @Test
  void ordersAreForOneNodeAndOnlyItConfirmsThem() {
    var node = holder(api, "eu");
    var other = holder(api, "eu");
    give(node, newVersion());
    var order = orders(node).getFirst();

    assertThat(orders(other)).isEmpty();
    confirm(other, OrderReceipt.done(order.id()));

    assertThat(orders(node)).containsExactly(order);
  }

  @Test
  void fewAreNamedAtATimeOldestFirst() {
    var node = holder(api, "eu");
    var versions = List.of(newVersion(), newVersion(), newVersion());
    versions.forEach(version -> give(node, version));

    assertThat(versionsOf(orders(node))).isEqualTo(versions.subList(0, 2));
    confirm(node, OrderReceipt.done(orders(node).getFirst().id()));
    assertThat(versionsOf(orders(node))).isEqualTo(versions.subList(1, 3));
  }

  @Test
  void theSameOrderForTheSamePurposeIsOneOrder() {
    var node = holder(api, "eu");
    var version = newVersion();

    give(node, version);
    give(node, version);

    assertThat(orders(node)).hasSize(1);
  }

  @Test
  void anOrderExpires() {
    var node = holder(api, "eu");

    registry.bean(FillOrders.class).give(node, DOCS, newVersion(), Duration.ZERO, "test");

    assertThat(orders(node)).isEmpty();
  }

  @Test
  void ordersOutliveTheRegistry() {
    var node = holder(api, "eu");
    var version = newVersion();
    give(node, version);

    try (var next = RunningRegistry.start(database)) {
      assertThat(versionsOf(next.member().renew(node, renewal(1, 1)).orders()))
          .containsExactly(version);
    }
  }

  @Test
  void receiptsOfStrangersAndOfNonsenseAreRefused() {
    var node = holder(api, "eu");
    var receipts = new OrderReceipts(1, List.of(OrderReceipt.done("fill-1")));

    assertRefused(404, "join first", () -> api.confirm(newId(), receipts));
    assertRefused(401, "key-needed", () -> registry.stranger().confirm(node, receipts));
    api.join(node, join("eu", 2));
    assertRefused(409, "replaced by 2", () -> api.confirm(node, receipts));
    api.confirm(
        node,
        new OrderReceipts(
            2, List.of(OrderReceipt.done("dance-1"), OrderReceipt.done("fill-no-number"))));
  }

  private static void give(NodeId node, VersionId version) {
    assertThat(
            registry.bean(FillOrders.class).give(node, DOCS, version, Duration.ofHours(1), "test"))
        .isTrue();
  }

  private static List<Order> orders(NodeId node) {
    return api.renew(node, renewal(1, 1)).orders();
  }

  private static void confirm(NodeId node, OrderReceipt receipt) {
    api.confirm(node, new OrderReceipts(1, List.of(receipt)));
  }

  private static List<VersionId> versionsOf(List<Order> orders) {
    return orders.stream().map(order -> ((Order.Fill) order).version()).toList();
  }

  private static String outcome(Order order) {
    return registry
        .sql()
        .sql("select outcome from fill_order where order_key = :key")
        .param("key", Long.parseLong(order.id().substring("fill-".length())))
        .query(String.class)
        .single();
  }
}
