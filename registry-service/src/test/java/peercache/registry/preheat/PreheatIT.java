package peercache.registry.preheat;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.Nodes.assertRefused;
import static peercache.registry.Nodes.held;
import static peercache.registry.Nodes.holder;
import static peercache.registry.Nodes.lose;
import static peercache.registry.Nodes.newVersion;
import static peercache.registry.Nodes.renewal;
import static peercache.registry.Nodes.report;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import peercache.api.FillRenewal;
import peercache.api.FillRequest;
import peercache.api.NodeId;
import peercache.api.OperatorApi;
import peercache.api.Order;
import peercache.api.OrderReceipt;
import peercache.api.OrderReceipts;
import peercache.api.OriginId;
import peercache.api.OriginJoin;
import peercache.api.PreheatRequest;
import peercache.api.PreheatStatus;
import peercache.api.PreheatStatus.Counts;
import peercache.api.PreheatStatus.Item;
import peercache.api.PreheatStatus.ItemState;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.registry.RunningRegistry;
import peercache.registry.ScriptedOrigin;
import peercache.registry.TestDatabase;

class PreheatIT {
  private static final OriginId DOCS = new OriginId("docs");
  private static RunningRegistry registry;
  private static RegistryApi api;
  private static OperatorApi operator;
  private static ScriptedOrigin origin;

  @BeforeAll
  static void start() throws IOException {
    registry =
        RunningRegistry.start(
            TestDatabase.create(),
            "peercache.registry.order.fills-at-once=2",
            "peercache.registry.preheat.max-items=5");
    api = registry.member();
    operator = registry.operator();
    origin = new ScriptedOrigin();
    api.join(DOCS, new OriginJoin(origin.uri(), null, null));
  }

  @AfterAll
  static void stop() {
    registry.close();
    origin.close();
  }

  @AfterEach
  void forgetNodes() {
    registry.sql().sql("delete from node").update();
  }

  @Test
  void tellsEachItemFromTheFirstWordToTheLast() {
    var version = newVersion();
    var node = holder(api, "eu");

    var preheat = preheat(List.of(version), List.of(node));
    assertThat(preheat.items())
        .containsExactly(new Item(version, node, ItemState.WAITING, 0, null));
    assertThat(preheat.counts()).isEqualTo(new Counts(1, 0, 0, 0));
    assertThat(preheat.expiresAt()).isAfter(preheat.createdAt().plus(Duration.ofMinutes(59)));

    var order = orders(node).getFirst();
    assertThat(order).isEqualTo(new Order.Fill(order.id(), DOCS, version));
    var token = api.planFill(version, new FillRequest(node, 1, DOCS, List.of())).originToken();
    api.renewFill(version, new FillRenewal(node, 1, token, 3, false));
    assertThat(again(preheat).items())
        .containsExactly(new Item(version, node, ItemState.FILLING, 3, null));
    assertThat(again(preheat).state()).isEqualTo(PreheatStatus.State.RUNNING);

    api.report(node, report(1, 2, version));
    confirm(node, OrderReceipt.done(order.id()));
    assertThat(again(preheat).items())
        .containsExactly(new Item(version, node, ItemState.DONE, 0, null));
    assertThat(again(preheat).state()).isEqualTo(PreheatStatus.State.DONE);
  }

  @Test
  void saysWhyAnItemFailed() {
    var node = holder(api, "eu");
    var preheat = preheat(List.of(newVersion(), newVersion()), List.of(node));
    confirm(node, OrderReceipt.failed(orders(node).getFirst().id(), "no-room-now: full"));

    registry
        .sql()
        .sql("update fill_order set expires_at = clock_timestamp() where purpose = :purpose")
        .param("purpose", "preheat-" + preheat.id())
        .update();

    assertThat(again(preheat).items())
        .extracting(Item::reason)
        .containsExactly("no-room-now: full", "not done in time");
    assertThat(again(preheat).counts()).isEqualTo(new Counts(0, 0, 0, 2));
    assertThat(again(preheat).state()).isEqualTo(PreheatStatus.State.DONE);
    assertThat(orders(node)).isEmpty();
  }

  @Test
  void copiesInZonesCountWhoHoldsItAlready() {
    var version = newVersion();
    var holder = holder(api, "eu/fra", version);
    var other = holder(api, "eu/ams");
    var far = holder(api, "us");

    var preheat = preheat(List.of(version), List.of("eu", "us", "asia"), 2);

    assertThat(preheat.items())
        .containsExactlyInAnyOrder(
            new Item(version, other, ItemState.WAITING, 0, null),
            new Item(version, far, ItemState.WAITING, 0, null),
            new Item(version, holder, ItemState.DONE, 0, null));
    assertThat(preheat.unplaced()).as("one in us, two in asia").isEqualTo(3);
    assertThat(orders(holder)).isEmpty();
  }

  @Test
  void whatWasToBeOnANodeThatIsLostIsGivenToAnotherOfItsPlace() {
    var version = newVersion();
    var first = holder(api, "eu/fra");
    var preheat = preheat(List.of(version), List.of("us", "eu"), 1);
    var order = orders(first).getFirst();
    holder(api, "us");

    lostLongAgo(first);
    look();
    assertThat(again(preheat).items())
        .as("nobody else in eu")
        .containsExactly(new Item(version, first, ItemState.WAITING, 0, null));

    var second = holder(api, "eu/ams");
    look();
    look();

    assertThat(again(preheat).items())
        .containsExactly(new Item(version, second, ItemState.WAITING, 0, null));
    assertThat(orders(second)).containsExactly(order);
    assertThat(orders(first)).as("when it is back").isEmpty();
    confirm(first, OrderReceipt.done(order.id()));
    assertThat(again(preheat).counts()).isEqualTo(new Counts(1, 0, 0, 0));
    confirm(second, OrderReceipt.done(order.id()));
    assertThat(again(preheat).counts()).isEqualTo(new Counts(0, 0, 1, 0));
  }

  @Test
  void whatANodeOfThePlaceHoldsMeanwhileIsDone() {
    var version = newVersion();
    var first = holder(api, "eu");
    var preheat = preheat(List.of(version), List.of("eu"), 1);
    var holder = holder(api, "eu", version);

    api.leave(first, 1);
    look();

    assertThat(again(preheat).items())
        .containsExactly(new Item(version, holder, ItemState.DONE, 0, null));
    assertThat(orders(holder)).isEmpty();
  }

  @Test
  void eachCopyIsOnANodeOfItsOwn() {
    var version = newVersion();
    var first = holder(api, "eu");
    var second = holder(api, "eu");
    var preheat = preheat(List.of(version), List.of("eu"), 2);

    lostLongAgo(first);
    look();
    assertThat(again(preheat).items()).extracting(Item::node).contains(first, second);
    var third = holder(api, "eu");
    look();
    assertThat(again(preheat).items())
        .extracting(Item::node)
        .containsExactlyInAnyOrder(second, third);
  }

  @Test
  void aNodeThatWasLostJustNowOrThatWasNamedIsNotReplaced() {
    var version = newVersion();
    var justNow = holder(api, "eu/one");
    var ofPlace = preheat(List.of(version), List.of("eu"), 1);
    var named = holder(api, "eu/two");
    var ofNode = preheat(List.of(version), List.of(named));
    holder(api, "eu");

    lose(registry, justNow);
    lostLongAgo(named);
    look();

    assertThat(again(ofPlace).items()).extracting(Item::node).containsExactly(justNow);
    assertThat(again(ofNode).items()).extracting(Item::node).containsExactly(named);
  }

  private static void look() {
    registry.bean(Moving.class).look();
  }

  private static void lostLongAgo(NodeId node) {
    registry
        .sql()
        .sql("update node set lease_until = clock_timestamp() - interval '1 minute' where id = :id")
        .param("id", node.value())
        .update();
  }

  @Test
  void aNodeFillsFewAtATime() {
    var node = holder(api, "eu");
    preheat(List.of(newVersion(), newVersion(), newVersion()), List.of(node));

    assertThat(orders(node)).hasSize(2);
  }

  @Test
  void pathsStandForWhatIsThereNow() {
    var version = newVersion();
    var node = holder(api, "eu");
    origin.answer("prefix=a/", held(version).getFirst());

    var preheat =
        operator.preheat(
            new PreheatRequest(DOCS, null, null, List.of("a/"), null, null, null, null));

    assertThat(preheat.items()).extracting(Item::node).containsExactly(node);
    assertThat(origin.asked)
        .contains("prefix=a/&former=false Bearer " + RunningRegistry.NETWORK_KEY);
  }

  @Test
  void tooManyItemsAreRefused() {
    var node = holder(api, "eu");
    var versions = List.of(newVersion(), newVersion(), newVersion());

    assertRefused(
        413,
        "more than 5 versions on nodes",
        () -> preheat(versions, List.of(node, holder(api, "eu"))));
  }

  @Test
  void badInputIsNamed() {
    String one = "\"origin\":\"docs\",\"versions\":[\"" + newVersion() + "\"]";

    assertRefused(400, "origin", () -> post("{}"));
    assertRefused(400, "versions, paths or prefixes", () -> post("{\"origin\":\"docs\"}"));
    assertRefused(400, "zones[0]", () -> post("{" + one + ",\"zones\":[\"EU\"]}"));
    assertRefused(400, "zones must be 1 to", () -> post("{" + one + ",\"zones\":[]}"));
    assertRefused(400, "copies must be 1 to 64", () -> post("{" + one + ",\"copies\":0}"));
    assertRefused(
        400,
        "copies must not be given",
        () -> post("{" + one + ",\"nodes\":[\"a\"],\"copies\":1}"));
    assertRefused(
        400,
        "zones and nodes must not both",
        () -> post("{" + one + ",\"nodes\":[\"a\"],\"zones\":[\"eu\"]}"));
    assertRefused(400, "nodes must be live nodes", () -> post("{" + one + ",\"nodes\":[\"a\"]}"));
    assertRefused(400, "within must be", () -> post("{" + one + ",\"within\":\"PT0S\"}"));
    assertRefused(404, "there is no preheat", () -> operator.preheat("999999999"));
  }

  @Test
  void preheatsAreForPublishers() {
    var request =
        new PreheatRequest(DOCS, List.of(newVersion()), null, null, null, null, null, null);

    assertRefused(
        401, "key-needed", () -> registry.client(null, OperatorApi.class).preheat(request));
  }

  private static PreheatStatus preheat(List<VersionId> versions, List<NodeId> nodes) {
    return operator.preheat(
        new PreheatRequest(DOCS, versions, null, null, null, nodes, null, null));
  }

  private static PreheatStatus preheat(
      List<VersionId> versions, List<String> zones, @Nullable Integer copies) {
    return operator.preheat(
        new PreheatRequest(
            DOCS,
            versions,
            null,
            null,
            zones.stream().map(Zone::new).toList(),
            null,
            copies,
            null));
  }

  private static PreheatStatus again(PreheatStatus preheat) {
    return operator.preheat(preheat.id());
  }

  private static List<Order> orders(NodeId node) {
    return api.renew(node, renewal(1, 1)).orders();
  }

  private static void confirm(NodeId node, OrderReceipt receipt) {
    api.confirm(node, new OrderReceipts(1, List.of(receipt)));
  }

  private static void post(String body) {
    var answer =
        RestClient.create()
            .post()
            .uri(registry.uri("/v1/preheats"))
            .header("Authorization", "Bearer " + RunningRegistry.PUBLISHER_KEY)
            .contentType(MediaType.APPLICATION_JSON)
            .body(body)
            .retrieve()
            .toBodilessEntity();
    assertThat(answer.getStatusCode().isError()).isTrue();
  }
}
