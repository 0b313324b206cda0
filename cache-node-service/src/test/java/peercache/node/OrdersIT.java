package peercache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static peercache.nodetest.Content.PIECE;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import peercache.api.HeldVersion;
import peercache.api.Order;
import peercache.api.OrderReceipt;
import peercache.api.OriginId;
import peercache.node.membership.OrderTaker;
import peercache.nodetest.Content;
import peercache.nodetest.TestNode;

/** What the registry tells a node to do. */
class OrdersIT extends FillFixture {
  private static final OriginId DOCS = new OriginId("docs");

  @Test
  void fillsWhatItIsToldToOnceAndSaysThatItIsDone() throws Exception {
    var node = start();
    var order = new Order.Fill("fill-1", DOCS, content.id());

    order(node, order, order);
    soon().until(() -> registry.receipts.contains(OrderReceipt.done("fill-1")));
    assertThat(node.filesOnDisk()).containsExactly(content.id().hex());

    registry.receipts.clear();
    order(node, order);
    soon().until(() -> registry.receipts.contains(OrderReceipt.done("fill-1")));
    assertThat(origin.conveyed.get()).isEqualTo(content.bytes().length);
    assertThat(node.count("peercache.node.orders", "outcome", "done")).isEqualTo(2);
  }

  @Test
  void fillsToTheEndThoughNoCallerWaits() throws Exception {
    var node = start("peercache.node.fill.linger=100ms");
    origin.allowUpTo(PIECE);
    order(node, new Order.Fill("fill-1", DOCS, content.id()));
    soon().until(() -> !registry.renewed.isEmpty());
    await().during(Duration.ofMillis(500)).until(() -> registry.receipts.isEmpty());

    origin.allowAll();

    soon().until(() -> registry.receipts.contains(OrderReceipt.done("fill-1")));
  }

  @Test
  void saysWhyItCouldNotFill() {
    var node = start();

    order(node, new Order.Fill("fill-2", DOCS, Content.random(10, 99).id()));

    soon().until(() -> !registry.receipts.isEmpty());
    var receipt = registry.receipts.element();
    assertThat(receipt.outcome()).isEqualTo(OrderReceipt.Outcome.FAILED);
    assertThat(receipt.reason()).startsWith("not-at-origin: ");
  }

  @Test
  void dropsWhatItHoldsWhileWhoIsSentItGetsAllOfIt() throws Exception {
    var node = start();
    var other = origin.publish("b.bin", Content.random(2 * PIECE, 7));
    TestNode.get(node.version(content));
    TestNode.get(node.uri("/origins/docs/versions/" + other.id() + "/b.bin"));
    soon().until(() -> node.holdings().all().size() == 2);
    var reading = open(node.version(content));

    order(node, new Order.Drop("drop-1", List.of(content.id())));

    soon().until(() -> registry.receipts.contains(OrderReceipt.done("drop-1")));
    assertThat(node.filesOnDisk()).containsExactly(other.id().hex());
    assertThat(node.manifestsOnDisk()).containsExactly(other.id().hex() + ".manifest");
    assertThat(node.holdings().all()).extracting(HeldVersion::id).containsExactly(other.id());
    assertThat(registry.events).contains("removed " + content.id());
    assertThat(reading.body().readAllBytes()).isEqualTo(content.bytes());
  }

  @Test
  void endsTheFillOfWhatItDropsAndFillsItAgainForWhoAsksLater() throws Exception {
    var node = start();
    origin.allowUpTo(2 * PIECE);
    var reading = open(node.version(content));
    assertThat(reading.body().readNBytes(PIECE)).isEqualTo(content.part(0, PIECE));

    order(node, new Order.Drop("drop-1", List.of(content.id())));

    soon().until(() -> registry.receipts.contains(OrderReceipt.done("drop-1")));
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> reading.body().readAllBytes());
    assertThat(node.filesOnDisk()).isEmpty();
    assertThat(node.manifestsOnDisk()).isEmpty();
    assertThat(node.count("peercache.node.fills", "outcome", "purged")).isEqualTo(1);
    origin.allowAll();
    assertThat(TestNode.get(node.version(content)).body()).isEqualTo(content.bytes());
  }

  @Test
  void dropsWhatAnEarlierFillLeft() throws Exception {
    var node = start("peercache.node.fill.linger=50ms");
    origin.allowUpTo(2 * PIECE);
    open(node.version(content)).body().close();
    soon().until(() -> registry.events.contains("end " + content.id()));
    assertThat(node.filesOnDisk()).isNotEmpty();

    order(node, new Order.Drop("drop-1", List.of(content.id())));

    soon().until(() -> registry.receipts.contains(OrderReceipt.done("drop-1")));
    assertThat(node.filesOnDisk()).isEmpty();
    assertThat(node.manifestsOnDisk()).isEmpty();
    assertThat(node.holdings().usedBytes()).isZero();
  }

  @Test
  void saysThatTheDiskDoesNotLetGo() throws Exception {
    var node = start();
    TestNode.get(node.version(content));
    soon().until(() -> node.holdings().all().size() == 1);
    var stuck =
        data.resolve("store")
            .resolve(content.id().hex().substring(0, 2))
            .resolve(content.id().hex() + ".pieces");
    Files.createDirectories(stuck.resolve("not empty"));

    order(node, new Order.Drop("drop-1", List.of(content.id())));
    soon().until(() -> !registry.receipts.isEmpty());

    assertThat(registry.receipts.element().outcome()).isEqualTo(OrderReceipt.Outcome.FAILED);
    assertThat(registry.receipts.element().reason()).startsWith("the disk failed");
    assertThat(node.holdings().all()).isEmpty();
    Files.delete(stuck.resolve("not empty"));
    soon()
        .until(() -> {
          order(node, new Order.Drop("drop-1", List.of(content.id())));
          return registry.receipts.contains(OrderReceipt.done("drop-1"));
        });
  }

  @Test
  void isToldAgainWhatTheRegistryDidNotHearOf() {
    var node = start();
    var order = new Order.Fill("fill-1", DOCS, content.id());
    order(node, order);
    soon().until(() -> node.holdings().all().size() == 1);
    registry.receipts.clear();
    registry.away = true;
    order(node, order);
    await().during(Duration.ofMillis(200)).until(() -> registry.receipts.isEmpty());

    registry.away = false;

    soon()
        .until(() -> {
          order(node, order);
          return !registry.receipts.isEmpty();
        });
  }

  @Test
  void passesOverOrdersOfAKindThatItDoesNotKnow() {
    var node = start();

    order(node, new Order.Unknown("dance-1"));
    order(node, new Order.Fill("fill-1", DOCS, content.id()));

    soon().until(() -> registry.receipts.contains(OrderReceipt.done("fill-1")));
    assertThat(registry.receipts).hasSize(1);
  }

  private static void order(TestNode node, Order... orders) {
    node.bean(OrderTaker.class).take(List.of(orders));
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
  }
}
