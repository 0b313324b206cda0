package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.localnetwork.Ports;
import peercache.localnetwork.ServiceProcess;

/** Parts of the network die while callers download; no download that starts at the origin fails. */
class FailureIT {
  private static final int FILES = 20;
  private static final int SIZE = 200_000;
  private static final int LARGE = 8 << 20;

  @TempDir static Path directory;

  private static TestNetwork network;
  private static URI secondRegistry = URI.create("");
  private static final List<byte[]> CONTENTS = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    int basePort = Ports.freeBase(3);
    // Where a third node would be; but for one test nobody answers there.
    secondRegistry = URI.create("http://localhost:" + (basePort + 4));
    network = TestNetwork.start(directory, 2, basePort, twoRegistries(basePort));
    network.awaitLiveNodes(2);
    for (int i = 0; i < FILES; i++) {
      CONTENTS.add(network.put("file-" + i, SIZE));
    }
    for (int i = 0; i < FILES; i++) {
      network.awaitRedirect("file-" + i);
    }
  }

  private static Map<String, Map<String, String>> twoRegistries(int basePort) {
    String both = "http://localhost:" + basePort + "," + secondRegistry;
    return Map.of(
        "origin", Map.of("PEERCACHE_ORIGIN_REGISTRY", both),
        "node-1", Map.of("PEERCACHE_NODE_REGISTRY", both),
        "node-2", Map.of("PEERCACHE_NODE_REGISTRY", both));
  }

  @AfterAll
  static void stop() {
    network.close();
  }

  @Test
  void noDownloadFailsWhileANodeIsKilledAndComesBack() throws Exception {
    whileDownloading(() -> {
      killAndRestart(network.node(1));
      network.awaitLiveNodes(2);
      killAndRestart(network.node(2));
      network.awaitLiveNodes(2);
      return null;
    });
  }

  @Test
  void noDownloadFailsWhileTheRegistryIsKilledAndComesBack() throws Exception {
    whileDownloading(() -> {
      killAndRestart(network.network().registry());
      network.awaitLiveNodes(2);
      return null;
    });
  }

  @Test
  void eitherOfTwoRegistriesIsKilledWhileFilesAreDownloadedAndPublished() throws Exception {
    var first = network.network().registry();
    var second = network.startSecondRegistry(secondRegistry);
    try {
      second.awaitReady();
      whileDownloading(() -> {
        first.kill();
        awaitOthersServe("after-the-first");
        first.restart();
        first.awaitReady();
        second.kill();
        awaitOthersServe("after-the-second");
        return null;
      });
    } finally {
      second.handle().destroyForcibly();
    }
  }

  /** Callers are sent to a node for what is published now. */
  private static void awaitOthersServe(String name) throws IOException {
    byte[] content = network.put(name, SIZE);
    network.awaitRedirect(name);
    assertThat(Web.follow(network.fileUri(name)).body()).isEqualTo(content);
  }

  @Test
  void nodesThatFillAtOnceWithoutARegistryStillCostTheOriginOneCopy() throws Exception {
    byte[] content = network.put("alone.bin", LARGE);
    network.awaitPublished("alone.bin");
    var registry = network.network().registry();
    double before = network.bytesConveyed();
    registry.kill();
    try {
      var answers = new ArrayList<Future<Web.Answer>>();
      try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int number = 1; number <= 2; number++) {
          var own = network.node(number).baseUri().resolve("/origins/local/files/alone.bin");
          answers.add(callers.submit(() -> Web.get(own)));
        }
      }
      for (var answer : answers) {
        assertThat(answer.get().body()).isEqualTo(content);
      }
      assertThat(network.bytesConveyed() - before).isEqualTo(LARGE);
    } finally {
      registry.restart();
      registry.awaitReady();
      network.awaitLiveNodes(2);
    }
  }

  @Test
  void noDownloadFailsWhilePostgresqlIsKilledAndComesBack() throws Exception {
    whileDownloading(() -> {
      var process = network.network().database().process();
      process.destroyForcibly();
      process.onExit().join();
      network.network().database().restart();
      network.awaitLiveNodes(2);
      return null;
    });
    network.awaitRedirect("file-0");
  }

  @Test
  void whatADeadNodeHeldOfAPurgedFileCountsNoMoreWhenItComesBack() throws Exception {
    var operator = new Operator(network);
    byte[] content = network.put("purged.bin", SIZE);
    String version = Web.sha256(content);
    network.awaitPublished("purged.bin");
    for (int number = 1; number <= 2; number++) {
      Web.get(network.node(number).baseUri().resolve("/origins/local/files/purged.bin"));
      network.awaitHolders(version, number);
    }
    operator.remove("purged.bin");
    network.node(2).kill();

    var status = operator.done("purges", "{\"versions\":[\"" + version + "\"]}");

    assertThat(status.at("/nodes").valueStream())
        .extracting(node -> node.at("/id").asString() + " " + node.at("/receipt").asString())
        .containsExactly("node-1 CONFIRMED", "node-2 FENCED");
    assertThat(operator.nodesWith(version)).containsExactly(2);

    network.node(2).restart();
    network.node(2).awaitReady();
    network.awaitLiveNodes(2);
    await().atMost(TestNetwork.PATIENCE).until(() -> operator.nodesWith(version).isEmpty());
    network.awaitHolders(version, 0);
  }

  @Test
  void aRestartOfEverythingKeepsTheCachedFiles() throws Exception {
    int basePort = network.network().plan().basePort();
    for (int i = 0; i < FILES; i++) {
      assertThat(Web.follow(network.fileUri("file-" + i)).body()).isEqualTo(CONTENTS.get(i));
      network.awaitHeld(Web.sha256(CONTENTS.get(i)));
    }

    network.close();
    network = TestNetwork.start(directory, 2, basePort, twoRegistries(basePort));

    for (int i = 0; i < FILES; i++) {
      network.awaitHeld(Web.sha256(CONTENTS.get(i)));
      network.awaitRedirect("file-" + i);
      assertThat(Web.follow(network.fileUri("file-" + i)).body()).isEqualTo(CONTENTS.get(i));
    }
    assertThat(network.bytesConveyedToNodes()).isZero();
  }

  @Test
  void aDownloadFromSeveralNodesEndsWellWhenOneOfThemIsKilledInTheMiddle(@TempDir Path own)
      throws Exception {
    byte[] content = network.put("large.bin", LARGE);
    network.awaitPublished("large.bin");
    for (int number = 1; number <= 2; number++) {
      Web.get(network.node(number).baseUri().resolve("/origins/local/files/large.bin"));
    }
    network.awaitHolders(Web.sha256(content), 2);
    double before = hits(1);

    var download =
        Tool.in(own)
            .start(
                List.of(
                    "aria2c",
                    "--no-conf",
                    "--follow-metalink=mem",
                    "--check-integrity=true",
                    "--split=3",
                    "--max-connection-per-server=3",
                    "--min-split-size=1M",
                    "--max-download-limit=3M",
                    "--file-allocation=none",
                    network.fileUri("large.bin?metalink").toString()),
                directory.resolve("aria2.output"));
    try {
      var arriving = own.resolve("large.bin");
      await()
          .atMost(TestNetwork.PATIENCE)
          .until(() -> hits(1) > before && Files.exists(arriving) && Files.size(arriving) > 0);
      network.node(1).kill();
      assertThat(download.isAlive()).as("it was in the middle").isTrue();
      assertThat(download.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(download.exitValue())
          .as(Files.readString(directory.resolve("aria2.output")))
          .isZero();
      assertThat(arriving).hasBinaryContent(content);
    } finally {
      download.destroyForcibly();
      network.node(1).restart();
      network.node(1).awaitReady();
      network.awaitLiveNodes(2);
    }
  }

  private static double hits(int node) throws IOException {
    return network.metric(network.node(node), "peercache_node_requests_total", "outcome=\"hit\"");
  }

  private static void killAndRestart(ServiceProcess service)
      throws IOException, InterruptedException {
    service.kill();
    service.restart();
    service.awaitReady();
  }

  /**
   * Downloads with curl without a pause until the incident is over, and for a while before and
   * after it.
   */
  private void whileDownloading(Callable<?> incident) throws Exception {
    var over = new AtomicBoolean();
    var downloads = new AtomicInteger();
    var failures = Collections.synchronizedList(new ArrayList<String>());
    var loops = new ArrayList<Thread>();
    for (int i = 0; i < 3; i++) {
      loops.add(
          Thread.ofPlatform()
              .start(() -> {
                while (!over.get()) {
                  downloadOne(failures);
                  downloads.incrementAndGet();
                }
              }));
    }
    try {
      awaitMore(downloads);
      incident.call();
      awaitMore(downloads);
    } finally {
      over.set(true);
      for (var loop : loops) {
        loop.join();
      }
    }
    assertThat(failures).isEmpty();
  }

  private static void awaitMore(AtomicInteger downloads) {
    int before = downloads.get();
    await().atMost(TestNetwork.PATIENCE).until(() -> downloads.get() > before + 30);
  }

  private void downloadOne(List<String> failures) {
    int i = ThreadLocalRandom.current().nextInt(FILES);
    try {
      var download = Curl.download(Curl.Target.of(network.fileUri("file-" + i)), directory);
      if (download.exitCode() != 0) {
        failures.add("file-" + i + ": curl said " + download.exitCode() + " " + download.errors());
      } else if (!Arrays.equals(download.body(), CONTENTS.get(i))) {
        failures.add("file-" + i + ": wrong bytes, " + download.body().length);
      }
    } catch (IOException | InterruptedException e) {
      failures.add("file-" + i + ": " + e);
    }
  }
}
