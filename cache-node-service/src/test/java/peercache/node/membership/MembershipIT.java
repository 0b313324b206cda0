package peercache.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static peercache.node.script.NetworkSide.version;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import peercache.api.HoldingsChecksum;
import peercache.api.Order;
import peercache.api.OriginId;
import peercache.node.script.Answer;
import peercache.node.script.NetworkSide;
import peercache.node.script.Received;
import peercache.node.script.ScriptedRegistry;

/** A node that joins, renews and reports. */
class MembershipIT extends MemberNode {
  @Test
  void joinsTellsItsInventoryRenewsAndLeaves() {
    start(
        "peercache.node.zone=eu/fra",
        "peercache.node.max-bytes-per-second=12MB",
        "peercache.node.internal-uri=http://10.0.0.7:0/");
    soon().until(() -> registry().renewals().size() >= 2 && !registry().inventories().isEmpty());
    var join = registry().joins().getFirst();
    var joined = ScriptedRegistry.json(join);
    assertThat(join.target()).isEqualTo("/v1/nodes/node-1");
    assertThat(join.header("Authorization")).contains("Bearer " + NetworkSide.NETWORK_KEY);
    assertThat(joined.get("baseUri").asString())
        .isEqualTo("http://localhost:" + NetworkSide.port(node()));
    assertThat(joined.get("internalUri").asString())
        .isEqualTo("http://10.0.0.7:" + NetworkSide.port(node()));
    assertThat(joined.get("zone").asString()).isEqualTo("eu/fra");
    assertThat(joined.get("capacityBytes").asLong()).isEqualTo(1_000);
    assertThat(joined.get("maxBytesPerSecond").asLong()).isEqualTo(12 << 20);
    var renewal = ScriptedRegistry.json(registry().renewals().getFirst());
    assertThat(renewal.get("usedBytes").asLong()).isEqualTo(17);
    assertThat(renewal.get("fills").asInt()).isEqualTo(3);
    long incarnation = joined.get("incarnation").asLong();
    node().close();
    var left = registry().server().received("DELETE", "/v1/nodes/node-1");
    assertThat(left).hasSize(1);
    assertThat(left.getFirst().target()).endsWith("?incarnation=" + incarnation);
  }

  @Test
  void countsEachRunAsALaterOne() {
    start();
    soon().until(() -> registry().joins().size() == 1);
    node().close();
    start();
    soon().until(() -> registry().joins().size() == 2);
    var runs =
        registry().joins().stream()
            .map(join -> ScriptedRegistry.json(join).get("incarnation").asLong())
            .toList();
    assertThat(runs.get(1)).isGreaterThan(runs.getFirst());
  }

  @Test
  void reportsWhatChanges() {
    start();
    soon().until(() -> gauge("peercache.node.registry.connected") == 1);
    soon().until(() -> registry().inventories().size() == 1);
    for (int i = 0; i < 3; i++) {
      holdings().add(version(i));
    }
    soon().until(() -> versionsIn("added").size() == 3);
    holdings().remove(version(1));
    soon().until(() -> versionsIn("removed").equals(List.of(version(1).id().hex())));
    var numbers =
        registry().reports().stream()
            .map(report -> ScriptedRegistry.json(report).get("number").asLong())
            .toList();
    assertThat(numbers).isSorted().doesNotHaveDuplicates().startsWith(2L);
  }

  @Test
  void provesInEachRenewalWhatTheRegistryMustKnow() {
    start();
    holdings().add(version(1));
    holdings().add(version(2));
    holdings().add(version(3));
    holdings().remove(version(1));
    var checksum = HoldingsChecksum.NONE.toggle(version(2).id()).toggle(version(3).id()).toString();
    soon()
        .until(() -> {
          var last = registry().renewals();
          return !last.isEmpty()
              && checksum.equals(ScriptedRegistry.json(last.getLast()).get("checksum").asString());
        });
  }

  @Test
  void sendsAReportAgainUnderItsNumberUntilItIsConfirmed() {
    start();
    soon().until(() -> registry().inventories().size() == 1);
    var lost = new AtomicInteger(2);
    registry()
        .except(request ->
            request.target().endsWith("/holdings") && lost.getAndDecrement() > 0
                ? Answer.hangUp()
                : null);
    holdings().add(version(1));
    soon().until(() -> counted("confirmed") == 2);
    var bodies = registry().reports().stream().map(Received::body).distinct().toList();
    assertThat(bodies).hasSize(1);
    assertThat(counted("away")).isEqualTo(2);
  }

  @Test
  void sendsTheInventoryWhenTheRegistryWantsIt() {
    start();
    soon().until(() -> registry().inventories().size() == 1);
    holdings().add(version(1));
    soon().until(() -> registry().reports().size() == 1);
    var once = new AtomicInteger(1);
    registry()
        .except(request ->
            request.target().endsWith("/renewal") && once.getAndDecrement() > 0
                ? Answer.json(200, ScriptedRegistry.LEASE.replace("false", "true"))
                : null);
    soon().until(() -> registry().inventories().size() == 2);
    var inventory = ScriptedRegistry.json(registry().inventories().getLast());
    assertThat(inventory.get("number").asLong()).isEqualTo(3);
    assertThat(inventory.get("versions").get(0).get("id").asString())
        .isEqualTo(version(1).id().hex());
  }

  @Test
  void takesOrdersWithItsLeaseWhateverElseALaterRegistrySays() {
    String orders =
        """
        [{"kind":"dance","id":"dance-1","steps":[1,2]},
         {"kind":"fill","id":"fill-1","origin":"docs","version":"%s","music":"none"}]\
        """
            .formatted(version(1).id());
    registry()
        .except(request ->
            request.target().endsWith("/renewal")
                ? Answer.json(
                    200, ScriptedRegistry.LEASE.replace("}", ",\"orders\":" + orders + "}"))
                : null);
    start();

    soon().until(() -> !taken().isEmpty());
    assertThat(taken().subList(0, 2))
        .containsExactly(
            new Order.Unknown("dance-1"),
            new Order.Fill("fill-1", new OriginId("docs"), version(1).id()));
  }

  @Test
  void startsWithoutARegistryAndJoinsWhenItComes() throws IOException {
    int port = registry().server().port();
    registry().close();
    start();
    assertThat(node().getBean(ApplicationAvailability.class).getReadinessState())
        .isEqualTo(ReadinessState.ACCEPTING_TRAFFIC);
    assertThat(gauge("peercache.node.registry.connected")).isZero();
    holdings().add(version(5));
    startRegistry(port);
    soon().until(() -> registry().inventories().size() == 1);
    assertThat(registry().inventories().getFirst().body()).contains(version(5).id().hex());
    assertThat(gauge("peercache.node.registry.connected")).isEqualTo(1);
  }

  @Test
  void joinsAgainWhenTheRegistryHasForgottenIt() {
    start();
    soon().until(() -> registry().inventories().size() == 1);
    registry()
        .except(request ->
            request.target().endsWith("/renewal") && registry().joins().size() == 1
                ? Answer.json(404, "{}")
                : null);
    soon().until(() -> registry().joins().size() == 2);
    registry().except(request -> null);
    holdings().add(version(1));
    soon().until(() -> registry().reports().size() == 1);
  }

  @Test
  void servesOnButReportsNothingWhenALaterRunIsAMember() {
    start();
    soon().until(() -> registry().inventories().size() == 1);
    registry()
        .except(request -> request.target().contains("/node-1") ? Answer.json(409, "{}") : null);
    soon().until(() -> gauge("peercache.node.registry.connected") == 0);
    holdings().add(version(1));
    await().during(Duration.ofMillis(300)).until(() -> registry().reports().isEmpty());
    assertThat(node().isRunning()).isTrue();
  }

  @Test
  void takesGarbageForNoAnswer() {
    var garbage =
        List.of(
            Answer.json(200, "{}"),
            Answer.json(200, "{\"renewEvery\":\"-PT1S\"}"),
            Answer.of(200, "<html>", "Content-Type: text/html"));
    var next = new AtomicInteger();
    registry()
        .except(request ->
            request.method().equals("PUT") && request.target().endsWith("/node-1")
                ? at(garbage, next.getAndIncrement())
                : null);
    start();
    soon().until(() -> gauge("peercache.node.registry.connected") == 1);
    assertThat(next).hasValueGreaterThan(garbage.size());
  }

  @Test
  void doesNotWaitForASlowRegistryForEver() {
    var first = new AtomicInteger(1);
    var end = new CountDownLatch(1);
    registry()
        .except(request -> {
          if (request.target().endsWith("/node-1") && first.getAndDecrement() > 0) {
            awaitUninterruptibly(end);
          }
          return null;
        });
    start("peercache.node.registry-read-timeout=300ms");
    soon().until(() -> gauge("peercache.node.registry.connected") == 1);
    end.countDown();
  }

  @Test
  void doesNotStartUnderAnInvalidId() {
    assertThatThrownBy(() -> start("peercache.node.id=Not Valid"))
        .hasStackTraceContaining("node id must be 1 to 63 of a-z, 0-9 and '-': 'Not Valid'");
  }

  private List<Order> taken() {
    return node().getBean(NetworkSide.TakenOrders.class).all();
  }

  private List<String> versionsIn(String field) {
    return registry().reports().stream()
        .flatMap(report -> ScriptedRegistry.json(report).get(field).valueStream())
        .map(version -> version.get("id").asString())
        .toList();
  }

  private static @Nullable Answer at(List<Answer> answers, int index) {
    return index < answers.size() ? answers.get(index) : null;
  }

  private double counted(String outcome) {
    var counter =
        node()
            .getBean(MeterRegistry.class)
            .find("peercache.node.reports")
            .tag("outcome", outcome)
            .counter();
    return counter == null ? 0 : counter.count();
  }
}
