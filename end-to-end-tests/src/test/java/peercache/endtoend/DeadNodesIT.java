package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.localnetwork.Ports;

/** However a node dies, callers are soon sent elsewhere; measured from the moment it dies. */
class DeadNodesIT {
  /** What is promised. */
  private static final Duration PROMISED = Duration.ofSeconds(5);

  /** Of a machine that runs other tests at the same time. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  @TempDir static Path directory;

  private static TestNetwork network;
  private static Relay relay;
  private static byte[] content;

  /** Requests of different ranges, none of which repeats another one. */
  private static int asked;

  @BeforeAll
  static void start() throws Exception {
    int basePort = Ports.freeBase(2);
    relay = new Relay(basePort + 2);
    // The first node is reached through the relay, and reaches the registry by itself.
    network =
        TestNetwork.start(
            directory,
            2,
            basePort,
            Map.of("node-1", Map.of("PEERCACHE_NODE_BASEURI", relay.uri().toString())));
    network.awaitLiveNodes(2);
    content = network.put("file", 300_000);
    network.awaitRedirect("file");
    for (int number = 1; number <= 2; number++) {
      Web.get(network.node(number).baseUri().resolve("/origins/local/files/file"));
    }
    network.awaitHolders(Web.sha256(content), 2);
  }

  @AfterAll
  static void stop() {
    network.close();
    relay.close();
  }

  private static boolean isNamed() throws IOException {
    var uri =
        network
            .network()
            .registry()
            .baseUri()
            .resolve("/v1/versions/" + Web.sha256(content) + "/holders");
    return Web.json(uri)
        .at("/holders")
        .valueStream()
        .anyMatch(holder -> holder.at("/id").asString().equals("node-1"));
  }

  /** Whether the node would be one of the places that callers are told. */
  private static boolean isOffered() throws IOException {
    var answer = Web.get(network.fileUri("file"), "Range", "bytes=" + ++asked + "-");
    return (answer.header("Location") + answer.headers().allValues("Link"))
        .contains(":" + relay.uri().getPort() + "/");
  }

  private static void awaitOffered() {
    await()
        .atMost(TestNetwork.PATIENCE.multipliedBy(3))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> isNamed() && isOffered());
  }

  /** Kills the first node in some way, and waits until nobody is sent to it. */
  private static void assertGoneSoon(String how, Callable<?> death) throws Exception {
    awaitOffered();
    long start = System.nanoTime();
    death.call();
    Duration fromOrigin = null;
    Duration fromRegistry = null;
    while (fromOrigin == null || fromRegistry == null) {
      var since = Duration.ofNanos(System.nanoTime() - start);
      assertThat(since).as(how).isLessThan(PROMISED.plus(MARGIN));
      if (fromOrigin == null && !isOffered()) {
        fromOrigin = since;
      }
      if (fromRegistry == null && !isNamed()) {
        fromRegistry = since;
      }
    }
    System.out.printf(
        "%s: out of the origin's answers after %d ms, of the registry's after %d ms%n",
        how, fromOrigin.toMillis(), fromRegistry.toMillis());
    assertThat(isOffered()).as("it stays out").isFalse();
  }

  @Test
  void nobodyIsSentToANodeThatWasKilled() throws Exception {
    try {
      assertGoneSoon(
          "killed",
          () -> {
            network.node(1).kill();
            return null;
          });
    } finally {
      network.node(1).restart();
      network.node(1).awaitReady();
    }
  }

  @Test
  void nobodyIsSentToANodeThatIsFrozen() throws Exception {
    long pid = network.node(1).handle().pid();
    try {
      assertGoneSoon("frozen", () -> signal("-STOP", pid));
    } finally {
      signal("-CONT", pid);
    }
  }

  @Test
  void nobodyIsSentToANodeThatAnswersWithoutServing() throws Exception {
    try {
      assertGoneSoon(
          "answering 500",
          () -> {
            relay.manner = Relay.Manner.FAILS;
            return null;
          });
    } finally {
      relay.manner = Relay.Manner.PASSES_ON;
    }
  }

  @Test
  void nobodyIsSentToANodeThatIsCutOffFromAllButTheRegistry() throws Exception {
    try {
      assertGoneSoon(
          "swallowing requests",
          () -> {
            relay.manner = Relay.Manner.SWALLOWS;
            return null;
          });
    } finally {
      relay.manner = Relay.Manner.PASSES_ON;
    }
  }

  @Test
  void nobodyIsSentToANodeThatLeaves() throws Exception {
    try {
      assertGoneSoon(
          "leaving",
          () -> {
            network.node(1).stop();
            return null;
          });
    } finally {
      network.node(1).restart();
      network.node(1).awaitReady();
    }
  }

  private static int signal(String signal, long pid) throws IOException, InterruptedException {
    return new ProcessBuilder("kill", signal, String.valueOf(pid)).start().waitFor();
  }
}
