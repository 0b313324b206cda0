package peercache.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import peercache.node.script.Answer;
import peercache.node.script.NetworkSide;

/** A node that is drained, leaves and stops. */
class LeavingIT extends MemberNode {
  private static final String DRAIN = "{\"since\":\"2026-01-02T03:04:05Z\",\"byNode\":true}";

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

  private static String status(boolean draining) {
    return """
    {"id":"node-1","baseUri":"http://localhost:1","zone":"default","state":"LOST",
     "incarnation":1,"capacityBytes":1,"usedBytes":0,"bytesPerSecond":0,"fills":0,
     "holdings":0,"leaseRemaining":"PT0S"%s}\
    """
        .formatted(draining ? ",\"drain\":" + DRAIN : "");
  }
}
