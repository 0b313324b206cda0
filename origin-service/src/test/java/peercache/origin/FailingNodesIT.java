package peercache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import peercache.api.FilePath;
import peercache.origin.testing.ScriptedNode;
import peercache.origin.testing.ScriptedRegistry.Named;

/** Nodes that an origin finds, or hears, to be dead, frozen or without the file. */
class FailingNodesIT extends RedirectingOrigin {
  @Test
  void killedNodeLeavesTheAnswersAtOnceAndComesBack() throws Exception {
    awaitRoute("node=" + node1 + "; reason=holder");
    await().until(() -> first.accepted.get() > 0);
    int port = first.port();
    first.close();
    awaitRoute("node=" + node2 + "; reason=holder");
    first = new ScriptedNode(port);
    awaitRoute("node=" + node1 + "; reason=holder");
  }

  @Test
  void nodeThatTheRegistryTookOutLeavesTheAnswersBeforeTheyAreAskedForAgain() {
    awaitRoute("node=" + node1 + "; reason=holder");
    long heard = System.nanoTime();
    registry.takeOut(node1);

    // The registry goes on naming it here, so what is seen is what was taken from memory.
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(1))
        .until(() -> freshRoute().equals("node=" + node2 + "; reason=holder"));
    assertThat(Duration.ofNanos(System.nanoTime() - heard)).isLessThan(Duration.ofSeconds(5));
    awaitRoute("node=" + node1 + "; reason=holder");
  }

  @Test
  void nodeThatWasNeverReachedIsBelieved() throws Exception {
    var gone = new ScriptedNode();
    gone.close();
    registry.holders = List.of(Named.holding("node-9", gone.uri()));
    awaitRoute("node=node-9; reason=holder");
  }

  @Test
  void tellsTheRegistryWhichNodesSendAByteWhenTheyAreAsked() {
    awaitRoute("node=" + node1 + "; reason=holder");
    first.answer = "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\n\r\n";
    routeOf("GET");
    assertThat(routeOf("GET")).isEqualTo("node=" + node2 + "; reason=other-holder");
    awaitObservation(node1, "FAILED");

    routeOf("GET");
    awaitObservation(node2, "SERVED");
  }

  @Test
  void tellsARegistryInDoubtWhichNodesItReaches() {
    awaitRoute("node=" + node1 + "; reason=holder");
    registry.inDoubt = true;
    try {
      awaitObservation(node1, "REACHED");
      awaitObservation(node2, "REACHED");
    } finally {
      registry.inDoubt = false;
    }
  }

  private static void awaitObservation(String node, String outcome) {
    String words = "{\"id\":\"%s\",\"outcome\":\"%s\"}".formatted(node, outcome);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(registry.observations).anyMatch(told -> told.contains(words)));
  }

  @Test
  void repetitionIsRedirectedAgainWhenTheNodeIsProvenGood() {
    awaitRoute("node=" + node1 + "; reason=holder");
    for (int i = 0; i < 5; i++) {
      assertThat(origin.rawRoute(file)).isEqualTo("node=" + node1 + "; reason=holder");
    }
    assertThat(first.requests)
        .contains(
            "GET /origins/test/versions/"
                + hex
                + "/"
                + new FilePath(name).toUriPath()
                + " HTTP/1.1");
  }

  @Test
  void pollingOverOneConnectionStaysWithItsNodeAsLongAsTheNodeIsGood() {
    awaitRoute("node=" + node1 + "; reason=holder");
    int probes = first.requests.size();
    long start = System.nanoTime();
    await()
        .pollInterval(Duration.ofMillis(250))
        .until(() -> {
          assertThat(routeOf("GET")).isEqualTo("node=" + node1 + "; reason=holder");
          return System.nanoTime() - start > 1_500_000_000L;
        });
    assertThat(first.requests.size() - probes).as("bytes that were asked of it").isPositive();

    first.freeze();
    await().pollInterval(Duration.ofMillis(250)).until(() -> !routeOf("GET").contains(node1));
    assertThat(routeOf("GET")).startsWith("node=" + node2);
  }

  @Test
  void repetitionGoesElsewhereWhenTheNodeSendsTheProbeAway() {
    awaitRoute("node=" + node1 + "; reason=holder");
    first.answer = "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n";
    assertThat(origin.rawRoute(file)).isEqualTo("node=" + node1 + "; reason=holder");
    assertThat(origin.rawRoute(file)).isEqualTo("node=" + node2 + "; reason=other-holder");
    assertThat(freshRoute()).as("others are spared").isEqualTo("node=" + node2 + "; reason=holder");
  }

  @Test
  void repetitionGoesElsewhereWhenTheNodeIsFrozen() {
    awaitRoute("node=" + node1 + "; reason=holder");
    first.freeze();
    assertThat(origin.rawRoute(file)).isEqualTo("node=" + node1 + "; reason=holder");
    assertThat(origin.rawRoute(file)).isEqualTo("node=" + node2 + "; reason=other-holder");
  }

  @Test
  void repetitionIsServedHereWhenASecondNodeFailedToo() throws Exception {
    try (var third = new ScriptedNode()) {
      registry.holders =
          List.of(
              Named.holding(node1, first.uri()),
              new Named(node2, second.uri(), "HOLDING", 1, "PT15S"),
              new Named("third", third.uri(), "HOLDING", 2, "PT15S"));
      awaitRoute("node=" + node1 + "; reason=holder");
      first.freeze();
      second.freeze();
      assertThat(origin.rawRoute(file)).isEqualTo("node=" + node1 + "; reason=holder");
      assertThat(origin.rawRoute(file)).isEqualTo("node=" + node2 + "; reason=other-holder");
      assertThat(origin.rawRoute(file)).isEqualTo("origin; reason=failed-attempt");
      assertThat(freshRoute()).as("others are spared").isEqualTo("node=third; reason=holder");
    }
  }

  @Test
  void repetitionIsServedHereWhenThereIsNoOtherHolder() {
    registry.holders = List.of(Named.holding(node1, first.uri()));
    awaitRoute("node=" + node1 + "; reason=holder");
    first.freeze();
    assertThat(origin.rawRoute(file)).isEqualTo("node=" + node1 + "; reason=holder");
    assertThat(origin.rawRoute(file)).isEqualTo("origin; reason=failed-attempt");
  }
}
