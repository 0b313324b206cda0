package peercache.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.client.HttpServerErrorException;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.VersionId;

class DatabaseLossIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Of an answer while the database is frozen: 5 s, and room for a busy machine. */
  private static final Duration BOUND = Duration.ofSeconds(7);

  @Test
  void recoversByItselfWhenTheDatabaseWasKilled(@TempDir Path directory) throws Exception {
    assumeFalse(TestDatabase.isContainer(), "only the embedded server can be killed from here");
    try (var server = EmbeddedServer.start(directory.resolve("data"));
        var registry =
            RunningRegistry.start(server.database(), RunningRegistry.CONNECTION_TIMEOUT + "=2000");
        var http = HttpClient.newHttpClient()) {
      var id = Nodes.newId();
      var version = Nodes.newVersion();
      registry.member().join(id, Nodes.join("eu", 1));
      registry.member().report(id, Nodes.report(1, 1, version));

      server.kill();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(get(http, registry.uri("/v1/nodes")).statusCode()).isEqualTo(503));
      var answer = get(http, registry.uri("/v1/versions/" + version + "/holders"));
      assertSaysThatTheDatabaseIsAway(answer);
      assertThatExceptionOfType(HttpServerErrorException.ServiceUnavailable.class)
          .isThrownBy(() -> registry.member().renew(id, Nodes.renewal(1, 1)));
      assertLiveAndReady(http, registry);

      server.startAgain();

      assertWorksAgain(http, registry, id, version);
    }
  }

  @Test
  void answersInBoundedTimeWhileTheDatabaseIsFrozenAndGoesOnAfterwards(@TempDir Path directory)
      throws Exception {
    assumeFalse(TestDatabase.isContainer(), "only the embedded server can be frozen from here");
    try (var server = EmbeddedServer.start(directory.resolve("data"));
        var registry =
            RunningRegistry.start(server.database(), RunningRegistry.CONNECTION_TIMEOUT + "=2000");
        var http = HttpClient.newHttpClient()) {
      var id = Nodes.newId();
      var version = Nodes.newVersion();
      registry.member().join(id, Nodes.join("eu", 1));
      registry.member().report(id, Nodes.report(1, 1, version));
      try {
        server.freeze();
        for (int round = 0; round < 3; round++) {
          assertAllAnsweredAsDatabaseAway(http, registry, id, version);
          assertLiveAndReady(http, registry);
        }
      } finally {
        server.thaw();
      }

      assertWorksAgain(http, registry, id, version);
    }
  }

  @Test
  void leasesThatEndedWhileTheDatabaseWasFrozenAreGivenBack(@TempDir Path directory)
      throws Exception {
    assumeFalse(TestDatabase.isContainer(), "only the embedded server can be frozen from here");
    try (var server = EmbeddedServer.start(directory.resolve("data"));
        var registry =
            RunningRegistry.start(
                server.database(),
                RunningRegistry.CONNECTION_TIMEOUT + "=2000",
                "peercache.registry.lease=3s");
        var http = HttpClient.newHttpClient()) {
      var id = Nodes.newId();
      var version = Nodes.newVersion();
      registry.member().join(id, Nodes.join("eu", 1));
      registry.member().report(id, Nodes.report(1, 1, version));
      try {
        server.freeze();
        long frozen = System.nanoTime();
        await()
            .atMost(PATIENCE)
            .until(() -> System.nanoTime() - frozen > Duration.ofSeconds(4).toNanos());
      } finally {
        server.thaw();
      }

      // The very first answer after it names the node, which had no chance to renew.
      var holders = registry.uri("/v1/versions/" + version + "/holders");
      var first =
          await().atMost(PATIENCE).until(() -> get(http, holders), one -> one.statusCode() == 200);
      assertThat(first.body()).contains(id.value());
      // It is believed for one lease, and no longer.
      await().atMost(PATIENCE).until(() -> registry.member().node(id).state() == NodeState.LOST);
    }
  }

  private static void assertLiveAndReady(HttpClient http, RunningRegistry registry)
      throws Exception {
    for (String probe : new String[] {"liveness", "readiness"}) {
      assertThat(get(http, registry.uri("/actuator/health/" + probe)).statusCode()).isEqualTo(200);
    }
  }

  /** By itself, and with everything that was known before. */
  private static void assertWorksAgain(
      HttpClient http, RunningRegistry registry, NodeId id, VersionId version) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(get(http, registry.uri("/v1/nodes")).statusCode()).isEqualTo(200));
    registry.member().renew(id, Nodes.renewal(1, 1));
    assertThat(registry.member().node(id).state()).isEqualTo(NodeState.LIVE);
    assertThat(Nodes.holderIds(registry.member(), version)).containsExactly(id);
  }

  /** More callers at once than the pool has connections: some find one, most wait for one. */
  private static void assertAllAnsweredAsDatabaseAway(
      HttpClient http, RunningRegistry registry, NodeId id, VersionId version) {
    var requests = new ArrayList<HttpRequest>();
    for (int i = 0; i < 10; i++) {
      requests.add(request(registry.uri("/v1/nodes")).build());
      requests.add(request(registry.uri("/v1/versions/" + version + "/holders")).build());
      requests.add(
          request(registry.uri("/v1/nodes/" + id + "/renewal"))
              .header("Authorization", "Bearer " + RunningRegistry.NETWORK_KEY)
              .header("Content-Type", "application/json")
              .POST(
                  BodyPublishers.ofString(
                      """
                      {"incarnation":1,"usedBytes":0,"bytesPerSecond":0,"fills":0,"reportNumber":1}\
                      """))
              .build());
    }
    long start = System.nanoTime();
    var answers =
        requests.stream().map(one -> http.sendAsync(one, BodyHandlers.ofString())).toList();
    for (var answer : answers) {
      var response = answer.join();
      assertSaysThatTheDatabaseIsAway(response);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
  }

  @Test
  void listensWithoutTheDatabaseAndIsReadyWhenItAppears(@TempDir Path directory) throws Exception {
    assumeFalse(TestDatabase.isContainer(), "only the embedded server can be started from here");
    try (var server = EmbeddedServer.start(directory.resolve("data"))) {
      server.kill();

      try (var registry =
              RunningRegistry.listen(
                  server.database(), RunningRegistry.CONNECTION_TIMEOUT + "=2000");
          var http = HttpClient.newHttpClient()) {
        assertThat(get(http, registry.uri("/actuator/health/liveness")).statusCode())
            .isEqualTo(200);
        assertThat(get(http, registry.uri("/actuator/health/readiness")).statusCode())
            .isEqualTo(503);
        assertSaysThatTheDatabaseIsAway(get(http, registry.uri("/v1/nodes")));

        server.startAgain();

        await()
            .atMost(PATIENCE)
            .untilAsserted(() ->
                assertThat(get(http, registry.uri("/actuator/health/readiness")).statusCode())
                    .isEqualTo(200));
        assertThat(registry.stranger().nodes()).isEmpty();

        server.kill();

        assertLiveAndReady(http, registry);
      }
    }
  }

  private static void assertSaysThatTheDatabaseIsAway(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("urn:peercache:problem:database-away");
  }

  private static HttpResponse<String> get(HttpClient http, URI uri) throws Exception {
    return http.send(request(uri).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(PATIENCE);
  }
}
