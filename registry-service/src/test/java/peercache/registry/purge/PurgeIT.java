package peercache.registry.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static peercache.registry.Nodes.assertRefused;
import static peercache.registry.Nodes.held;
import static peercache.registry.Nodes.holder;
import static peercache.registry.Nodes.holderIds;
import static peercache.registry.Nodes.join;
import static peercache.registry.Nodes.lose;
import static peercache.registry.Nodes.newId;
import static peercache.registry.Nodes.newVersion;
import static peercache.registry.Nodes.renewal;
import static peercache.registry.Nodes.report;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import peercache.api.FilePath;
import peercache.api.FillRenewal;
import peercache.api.FillRequest;
import peercache.api.HeldVersion;
import peercache.api.HoldingReport;
import peercache.api.Inventory;
import peercache.api.NodeId;
import peercache.api.OperatorApi;
import peercache.api.Order;
import peercache.api.OrderReceipt;
import peercache.api.OrderReceipts;
import peercache.api.OriginId;
import peercache.api.OriginJoin;
import peercache.api.PurgeRequest;
import peercache.api.PurgeStatus;
import peercache.api.PurgeStatus.NodeReceipt;
import peercache.api.PurgeStatus.Receipt;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.registry.RunningRegistry;
import peercache.registry.ScriptedOrigin;
import peercache.registry.TestDatabase;
import peercache.registry.order.FillOrders;

class PurgeIT {
  private static final OriginId DOCS = new OriginId("docs");
  private static TestDatabase database;
  private static RunningRegistry registry;
  private static RegistryApi api;
  private static OperatorApi operator;
  private static ScriptedOrigin origin;

  @BeforeAll
  static void start() throws IOException {
    database = TestDatabase.create();
    registry = RunningRegistry.start(database, "peercache.registry.selection.max-versions=2500");
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

  /** A node of one test would keep the purges of another from being done. */
  @AfterEach
  void forgetAll() {
    registry.sql().sql("delete from node").update();
    registry.sql().sql("delete from purge").update();
  }

  @Test
  void aVersionCountsNowhereAtOnceAndIsDoneWhenEveryLiveNodeConfirmed() {
    var version = newVersion();
    var kept = newVersion();
    var holder = holder(api, "eu", version, kept);
    var other = holder(api, "us");

    var purge = purge(version);

    assertThat(holderIds(api, version)).isEmpty();
    assertThat(holderIds(api, kept)).containsExactly(holder);
    assertThat(purge.state()).isEqualTo(PurgeStatus.State.RUNNING);
    assertThat(purge.versions()).isEqualTo(1);
    assertThat(receipts(purge))
        .containsExactlyInAnyOrder(
            new NodeReceipt(holder, Receipt.WAITING, null),
            new NodeReceipt(other, Receipt.WAITING, null));
    assertThat(drops(other, 1)).hasSize(1);

    carryOut(holder, 1);
    assertThat(again(purge).state()).isEqualTo(PurgeStatus.State.RUNNING);
    assertThat(receipt(purge, holder)).isEqualTo(Receipt.CONFIRMED);
    carryOut(other, 1);

    assertThat(again(purge).state()).isEqualTo(PurgeStatus.State.DONE);
    assertThat(again(purge).doneAt()).isAfterOrEqualTo(purge.createdAt());
    assertThat(drops(holder, 1)).isEmpty();
  }

  @Test
  void whatIsFilledAfterTheNodeConfirmedCounts() {
    var version = newVersion();
    var node = holder(api, "eu", version);
    purge(version);
    carryOut(node, 1);
    api.report(node, new HoldingReport(1, 2, List.of(), held(version)));

    api.report(node, report(1, 3, version));

    assertThat(holderIds(api, version)).containsExactly(node);
  }

  @Test
  void aLostNodeIsFencedAndCountsWhenItComesBackOnlyOnceItHasDropped() {
    var version = newVersion();
    var live = holder(api, "eu");
    var lost = holder(api, "eu", version);
    lose(registry, lost);

    var purge = purge(version);
    carryOut(live, 1);

    assertThat(again(purge).state()).isEqualTo(PurgeStatus.State.DONE);
    assertThat(receipt(purge, lost)).isEqualTo(Receipt.FENCED);

    // It was only frozen: the same run goes on, and sends whatever it has.
    api.renew(lost, renewal(1, 1));
    api.inventory(lost, new Inventory(1, 2, held(version)));
    assertThat(holderIds(api, version)).isEmpty();
    assertThat(receipt(purge, lost)).isEqualTo(Receipt.WAITING);

    // It starts again, with the files on its disk.
    api.join(lost, join("eu", 2));
    api.inventory(lost, new Inventory(2, 0, held(version)));
    api.report(lost, report(2, 1, version));
    assertThat(holderIds(api, version)).isEmpty();
    var plan = api.planFill(version, new FillRequest(live, 1, DOCS, List.of()));
    assertThat(plan.sources()).isEmpty();

    carryOut(lost, 2);
    api.report(lost, new HoldingReport(2, 2, List.of(), held(version)));
    assertThat(receipt(purge, lost)).isEqualTo(Receipt.CONFIRMED);
    assertThat(again(purge).state()).isEqualTo(PurgeStatus.State.DONE);
  }

  @Test
  void aNodeThatJoinsDuringAPurgeIsToldToo() {
    var version = newVersion();
    var before = holder(api, "eu");
    var purge = purge(version);

    var joined = holder(api, "eu", version);
    carryOut(before, 1);

    assertThat(holderIds(api, version)).isEmpty();
    assertThat(again(purge).state()).isEqualTo(PurgeStatus.State.RUNNING);
    carryOut(joined, 1);
    assertThat(again(purge).state()).isEqualTo(PurgeStatus.State.DONE);
  }

  @Test
  void fillsOfAPurgedVersionGiveNobodyAnything() {
    var version = newVersion();
    var filling = holder(api, "eu");
    var other = holder(api, "eu");
    var token = api.planFill(version, new FillRequest(filling, 1, DOCS, List.of())).originToken();
    registry.bean(FillOrders.class).give(other, DOCS, version, Duration.ofHours(1), "test");

    purge(version);

    assertRefused(
        409,
        "fill-taken",
        () -> api.renewFill(version, new FillRenewal(filling, 1, token, 1, false)));
    assertThat(api.planFill(version, new FillRequest(other, 1, DOCS, List.of())).sources())
        .isEmpty();
    assertThat(api.renew(other, renewal(1, 1)).orders())
        .allSatisfy(order -> assertThat(order).isInstanceOf(Order.Drop.class));
  }

  @Test
  void manyVersionsComeInPartsThatAreConfirmedInTheirOrder() {
    var node = holder(api, "eu");
    var versions = new ArrayList<VersionId>();
    for (int i = 0; i < 2_500; i++) {
      versions.add(newVersion());
    }

    var purge = purge(versions.toArray(VersionId[]::new));

    var drops = drops(node, 1);
    assertThat(drops).extracting(drop -> drop.versions().size()).containsExactly(1000, 1000, 500);
    confirm(node, 1, OrderReceipt.done(drops.get(2).id()), OrderReceipt.done(drops.get(1).id()));
    assertThat(drops(node, 1)).isEqualTo(drops);
    confirm(node, 1, OrderReceipt.done(drops.get(0).id()), OrderReceipt.done(drops.get(1).id()));
    assertThat(drops(node, 1)).isEqualTo(drops.subList(2, 3));
    assertThat(again(purge).state()).isEqualTo(PurgeStatus.State.RUNNING);
    carryOut(node, 1);
    assertThat(again(purge).state()).isEqualTo(PurgeStatus.State.DONE);
  }

  @Test
  void aNodeThatCannotSaysWhy() {
    var node = holder(api, "eu");
    var purge = purge(newVersion());
    var drop = drops(node, 1).getFirst();

    confirm(node, 1, OrderReceipt.failed(drop.id(), "the disk failed"));

    assertThat(receipts(again(purge)))
        .containsExactly(new NodeReceipt(node, Receipt.FAILED, "the disk failed"));
    assertThat(drops(node, 1)).containsExactly(drop);
    carryOut(node, 1);
    assertThat(receipts(again(purge)))
        .containsExactly(new NodeReceipt(node, Receipt.CONFIRMED, null));
  }

  @Test
  void pathsAndPrefixesStandForWhatTheirOriginHasAndHad() {
    var versions = List.of(newVersion(), newVersion(), newVersion());
    var node = holder(api, "eu");
    origin.answer("path=a b/c", held(versions.get(0)).getFirst());
    origin.answer(
        "prefix=old/", held(versions.get(1)).getFirst(), held(versions.get(2)).getFirst());

    var purge =
        operator.purge(
            new PurgeRequest(DOCS, null, List.of(new FilePath("a b/c")), List.of("old/")));

    assertThat(purge.versions()).isEqualTo(3);
    assertThat(drops(node, 1).getFirst().versions()).containsExactlyInAnyOrderElementsOf(versions);
    assertThat(origin.asked)
        .contains(
            "path=a b/c&former=true Bearer " + RunningRegistry.NETWORK_KEY,
            "prefix=old/&former=true Bearer " + RunningRegistry.NETWORK_KEY);
  }

  @Test
  void aPurgeOfNothingIsDone() {
    holder(api, "eu");

    var purge = operator.purge(new PurgeRequest(DOCS, null, null, List.of("nothing/")));

    assertThat(purge.versions()).isZero();
    assertThat(purge.state()).isEqualTo(PurgeStatus.State.DONE);
  }

  @Test
  void nothingIsPurgedWhenTheOriginDoesNotSayAll() {
    var gone = new OriginId("gone");
    api.join(gone, new OriginJoin(URI.create("http://127.0.0.1:1"), null, null));
    origin.answerRaw("path=broken", "{\"id\":\"" + newVersion() + "\",\"size\":1}\n{\"id\":\"ab");

    assertRefused(503, "origin-away", () -> purge(gone, "x"));
    assertRefused(503, "origin-away", () -> purge(DOCS, "broken"));
    assertRefused(400, "origin is not known here", () -> purge(new OriginId("unknown"), "x"));
  }

  @Test
  void tooManyVersionsAreRefused() {
    var many = new HeldVersion[2_501];
    for (int i = 0; i < many.length; i++) {
      many[i] = held(newVersion()).getFirst();
    }
    origin.answer("path=many", many);

    assertRefused(413, "more than 2500 versions", () -> purge(DOCS, "many"));
  }

  @Test
  void badInputIsNamed() {
    assertRefused(400, "versions, paths or prefixes must name something", () -> post("{}"));
    assertRefused(400, "versions[0]", () -> post("{\"versions\":[\"abc\"]}"));
    assertRefused(400, "origin is missing", () -> post("{\"paths\":[\"a\"]}"));
    assertRefused(400, "paths[0]", () -> post("{\"origin\":\"docs\",\"paths\":[\"../a\"]}"));
    assertRefused(400, "prefixes", () -> post("{\"origin\":\"docs\",\"prefixes\":[\"/a\"]}"));
    assertRefused(400, "origin", () -> post("{\"origin\":\"No Such\",\"paths\":[\"a\"]}"));
    assertRefused(
        400,
        "path is not a field",
        () -> post("{\"versions\":[\"" + newVersion() + "\"],\"path\":\"a\"}"));
    assertRefused(404, "there is no purge", () -> operator.purge("999999999"));
    assertRefused(404, "there is no purge", () -> operator.purge("x"));
  }

  @Test
  void purgesAreForPublishers() {
    var request = new PurgeRequest(null, List.of(newVersion()), null, null);

    assertRefused(401, "key-needed", () -> registry.client(null, OperatorApi.class).purge(request));
    assertRefused(
        403,
        "wrong-key",
        () -> registry.client(RunningRegistry.NETWORK_KEY, OperatorApi.class).purge(request));
  }

  @Test
  void aPurgeOutlivesTheRegistryAndIsForgottenInTheEnd() {
    var version = newVersion();
    var node = holder(api, "eu", version);
    var purge = purge(version);
    try (var other = RunningRegistry.start(database, "peercache.registry.purge.retention=1m")) {
      assertThat(other.operator().purge(purge.id()).state()).isEqualTo(PurgeStatus.State.RUNNING);
      assertThat(holderIds(other.member(), version)).isEmpty();

      registry
          .sql()
          .sql("update purge set created_at = clock_timestamp() - interval '2 minutes'")
          .update();
      other.bean(Purging.class).look();
    }
    assertRefused(404, "there is no purge", () -> again(purge));
    assertThat(drops(node, 1)).isEmpty();
  }

  @Test
  void aReceiptForNoPartConfirmsNothing() {
    var node = newId();
    api.join(node, join("eu", 1));
    purge(newVersion());

    confirm(node, 1, OrderReceipt.done("drop-999999999"));

    assertThat(drops(node, 1)).hasSize(1);
  }

  private static PurgeStatus purge(VersionId... versions) {
    return operator.purge(new PurgeRequest(null, List.of(versions), null, null));
  }

  private static PurgeStatus purge(OriginId from, String path) {
    return operator.purge(new PurgeRequest(from, null, List.of(new FilePath(path)), null));
  }

  private static PurgeStatus again(PurgeStatus purge) {
    return operator.purge(purge.id());
  }

  private static List<NodeReceipt> receipts(PurgeStatus purge) {
    return purge.nodes();
  }

  private static Receipt receipt(PurgeStatus purge, NodeId node) {
    return again(purge).nodes().stream()
        .filter(one -> one.id().equals(node))
        .findFirst()
        .orElseThrow()
        .receipt();
  }

  /** What the node is told to drop. */
  private static List<Order.Drop> drops(NodeId node, long incarnation) {
    return api.renew(node, renewal(incarnation, 1)).orders().stream()
        .map(order -> (Order.Drop) order)
        .toList();
  }

  private static void carryOut(NodeId node, long incarnation) {
    for (var drop : drops(node, incarnation)) {
      confirm(node, incarnation, OrderReceipt.done(drop.id()));
    }
  }

  private static void confirm(NodeId node, long incarnation, OrderReceipt... receipts) {
    api.confirm(node, new OrderReceipts(incarnation, List.of(receipts)));
  }

  private static void post(String body) {
    var answer =
        RestClient.create()
            .post()
            .uri(registry.uri("/v1/purges"))
            .header("Authorization", "Bearer " + RunningRegistry.PUBLISHER_KEY)
            .contentType(MediaType.APPLICATION_JSON)
            .body(body)
            .retrieve()
            .body(String.class);
    assertThat(Objects.requireNonNull(answer)).isNull();
  }
}
