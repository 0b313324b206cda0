package peercache.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static peercache.node.script.NetworkSide.version;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ConfigurableApplicationContext;
import peercache.api.HoldingsChecksum;
import peercache.api.Order;
import peercache.api.OriginId;
import peercache.node.script.Answer;
import peercache.node.script.NetworkSide;
import peercache.node.script.NetworkSide.FakeHoldings;
import peercache.node.script.Received;
import peercache.node.script.ScriptedRegistry;

class MembershipIT {
  @TempDir Path data;
  private @Nullable ScriptedRegistry registry;
  private @Nullable ConfigurableApplicationContext node;

  @BeforeEach
  void startRegistry() throws IOException {
    registry = new ScriptedRegistry();
  }

  @AfterEach
  void stopAll() throws IOException {
    if (node != null) {
      node.close();
    }
    registry().close();
  }

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

  private List<Order> taken() {
    return node().getBean(NetworkSide.TakenOrders.class).all();
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
    registry = new ScriptedRegistry(port);
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

  private static @Nullable Answer at(List<Answer> answers, int index) {
    return index < answers.size() ? answers.get(index) : null;
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
  void stopsInTimeThoughTheRegistryDoesNotAnswer() {
    start();
    soon().until(() -> gauge("peercache.node.registry.connected") == 1);
    var end = new CountDownLatch(1);
    registry()
        .except(request -> {
          awaitUninterruptibly(end);
          return null;
        });
    var stopping = System.nanoTime();
    node().getBean(Membership.class).stop();
    assertThat(Duration.ofNanos(System.nanoTime() - stopping)).isLessThan(Duration.ofSeconds(3));
    end.countDown();
  }

  @Test
  void leavesWhenItIsDrainedAndComesBackWhenItIsWanted() {
    var draining = new AtomicBoolean(true);
    registry()
        .except(request ->
            request.method().equals("GET") && request.target().equals("/v1/nodes/node-1")
                ? Answer.json(200, status(draining.get()))
                : null);
    start();
    soon().until(() -> gauge("peercache.node.registry.connected") == 1);

    node().getBean(Departure.class).depart();

    soon().until(() -> registry().server().received("DELETE", "/v1/nodes/node-1").size() == 1);
    soon().until(() -> registry().server().received("GET", "/v1/nodes/node-1").size() >= 2);
    assertThat(registry().joins()).hasSize(1);
    draining.set(false);
    soon().until(() -> registry().joins().size() == 2);
    soon().until(() -> gauge("peercache.node.registry.connected") == 1);
  }

  @Test
  void isDrainedBeforeItStopsIfSoConfigured() throws InterruptedException {
    registry()
        .except(request -> request.target().contains("/drain") ? Answer.json(200, DRAIN) : null);
    start("peercache.node.drain.on-stop=true");
    soon().until(() -> gauge("peercache.node.registry.connected") == 1);
    var stopping = Thread.ofVirtual().start(() -> node().getBean(Membership.class).stop());
    soon()
        .until(() ->
            !registry().server().received("PUT", "/v1/nodes/node-1/drain?incarnation=").isEmpty());
    int renewals = registry().renewals().size();
    soon().until(() -> registry().renewals().size() > renewals + 1);
    assertThat(stopping.isAlive()).isTrue();

    node().getBean(Departure.class).depart();

    assertThat(stopping.join(Duration.ofSeconds(20))).isTrue();
    assertThat(registry().server().received("DELETE", "/v1/nodes/node-1")).hasSize(1);
  }

  @Test
  void waitsForItsDrainNoLongerThanItMay() throws InterruptedException {
    registry()
        .except(request -> request.target().contains("/drain") ? Answer.json(200, DRAIN) : null);
    start("peercache.node.drain.on-stop=true", "peercache.node.drain.within=1s");
    soon().until(() -> gauge("peercache.node.registry.connected") == 1);

    node().getBean(Membership.class).stop();

    assertThat(registry().server().received("DELETE", "/v1/nodes/node-1")).hasSize(1);
  }

  @Test
  void takesCallersForAWhileAfterItHasLeft() throws Exception {
    start("peercache.node.drain.serve-on=5s");
    soon().until(() -> gauge("peercache.node.registry.connected") == 1);
    var ready =
        URI.create("http://localhost:" + NetworkSide.port(node()) + "/actuator/health/readiness");

    var stopping = Thread.ofVirtual().start(() -> node().close());
    soon().until(() -> registry().server().received("DELETE", "/v1/nodes/node-1").size() == 1);

    try (var caller = HttpClient.newHttpClient()) {
      var answer = caller.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.discarding());
      assertThat(answer.statusCode()).isIn(200, 503); // it says itself that it stops
    }
    assertThat(stopping.isAlive()).isTrue();
    stopping.join();
  }

  private static final String DRAIN = "{\"since\":\"2026-01-02T03:04:05Z\",\"byNode\":true}";

  private static String status(boolean draining) {
    return """
    {"id":"node-1","baseUri":"http://localhost:1","zone":"default","state":"LOST",
     "incarnation":1,"capacityBytes":1,"usedBytes":0,"bytesPerSecond":0,"fills":0,
     "holdings":0,"leaseRemaining":"PT0S"%s}\
    """
        .formatted(draining ? ",\"drain\":" + DRAIN : "");
  }

  @Test
  void doesNotStartUnderAnInvalidId() {
    assertThatThrownBy(() -> start("peercache.node.id=Not Valid"))
        .hasStackTraceContaining("node id must be 1 to 63 of a-z, 0-9 and '-': 'Not Valid'");
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void start(String... settings) {
    var all = new ArrayList<>(List.of(settings));
    all.add("peercache.node.registry=" + registry().server().uri());
    node = NetworkSide.start(data, all.toArray(String[]::new));
  }

  private List<String> versionsIn(String field) {
    return registry().reports().stream()
        .flatMap(report -> ScriptedRegistry.json(report).get(field).valueStream())
        .map(version -> version.get("id").asString())
        .toList();
  }

  private double gauge(String name) {
    return node().getBean(MeterRegistry.class).get(name).gauge().value();
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

  private FakeHoldings holdings() {
    return node().getBean(FakeHoldings.class);
  }

  private ScriptedRegistry registry() {
    return Objects.requireNonNull(registry);
  }

  private ConfigurableApplicationContext node() {
    return Objects.requireNonNull(node);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
  }
}
