package peercache.node.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.edge.Key;
import peercache.edge.Keyring;
import peercache.edge.tls.OutboundTls;
import peercache.node.script.Answer;
import peercache.node.script.NetworkSide;
import peercache.node.script.Received;
import peercache.node.script.ScriptedRegistry;

@NullUnmarked
class RegistryIT {
  private static final VersionId VERSION = NetworkSide.version(7).id();
  private ScriptedRegistry server;
  private RegistryApi registry;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedRegistry();
    registry = client(server.server().uri());
  }

  private static RegistryApi client(URI... instances) {
    return new RegistryConfiguration()
        .registryApi(
            new RegistryProperties(
                List.of(instances),
                Duration.ofSeconds(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(60)),
            new Keyring(new Key(NetworkSide.NETWORK_KEY), Optional.empty()),
            new OutboundTls(Optional.empty()),
            CircuitBreakerRegistry.ofDefaults(),
            BulkheadRegistry.ofDefaults());
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void asksForHoldersWithAllThatIsKnown() {
    server.except(request ->
        request.target().contains("/holders")
            ? Answer.json(
                200,
                """
                {"id":"%s","zone":"eu","holders":[{"id":"node-2","baseUri":"http://node-2:8082",\
                "zone":"eu","state":"HOLDING","tier":0,"leaseRemaining":"PT4.5S"}],"rejected":[]}\
                """
                    .formatted(VERSION))
            : null);
    var holders =
        registry.holders(
            VERSION,
            "10.0.0.1",
            2,
            new OriginId("docs"),
            7L,
            List.of(new NodeId("a"), new NodeId("b")),
            false);
    assertThat(holders.holders().getFirst().id()).isEqualTo(new NodeId("node-2"));
    assertThat(holders.holders().getFirst().leaseRemaining()).hasMillis(4_500);
    assertThat(server.server().received("GET", "/v1/versions/").getFirst().target())
        .startsWith("/v1/versions/" + VERSION + "/holders?")
        .contains("client=10.0.0.1", "limit=2", "origin=docs", "size=7", "exclude=a")
        .contains("exclude=b", "explain=false");
  }

  @Test
  void tellsARefusalFromSilence() {
    server.except(request -> Answer.json(409, "{\"detail\":\"replaced\"}"));
    assertThatExceptionOfType(RegistryRefusedException.class)
        .isThrownBy(registry::nodes)
        .satisfies(refused -> assertThat(refused.status()).isEqualTo(409));
    var silences =
        List.of(
            Answer.json(503, "{}"),
            Answer.json(200, "{"),
            Answer.json(200, "{}"),
            Answer.json(200, ""),
            Answer.of(200, "<html>", "Content-Type: text/html"),
            Answer.of(302, "", "Location: http://localhost:1/"),
            Answer.hangUp(),
            Answer.raw("not HTTP at all\r\n\r\n"));
    for (var silence : silences) {
      server.except(request -> silence);
      assertThatExceptionOfType(RegistryAwayException.class)
          .as(silence.raw())
          .isThrownBy(registry::nodes);
    }
  }

  @Test
  void stopsAskingForCallersWhileTheRegistryFailsButGoesOnKnocking() {
    server.except(request -> Answer.json(500, "{}"));
    for (int i = 0; i < 20; i++) {
      assertThatExceptionOfType(RegistryAwayException.class).isThrownBy(this::holders);
    }
    assertThat(server.server().received("GET", "/v1/versions/")).hasSizeLessThan(20);
    int before = server.server().received("GET", "/v1/nodes").size();
    assertThatExceptionOfType(RegistryAwayException.class).isThrownBy(registry::nodes);
    assertThat(server.server().received("GET", "/v1/nodes")).hasSize(before + 1);
  }

  @Test
  void asksAnotherInstanceInTheSameCallWhenOneIsGoneSlowOrWrong() throws IOException {
    var end = new CountDownLatch(1);
    try (var other = new ScriptedRegistry()) {
      other.except(request -> Answer.json(200, "[]"));
      List<Function<Received, Answer>> troubles =
          List.of(
              request -> Answer.hangUp(),
              request -> Answer.json(500, "{}"),
              request -> Answer.of(200, "<html>", "Content-Type: text/html"),
              request -> Answer.json(200, "[{}]"),
              request -> {
                awaitUninterruptibly(end);
                return Answer.hangUp();
              });
      for (var trouble : troubles) {
        server.except(trouble);
        var both = client(server.server().uri(), other.server().uri());
        assertThat(both.nodes()).isEmpty();
        int asked = server.server().received("GET", "/v1/nodes").size();
        assertThat(both.nodes()).isEmpty();
        assertThat(server.server().received("GET", "/v1/nodes"))
            .as("the one that answered is asked from then on")
            .hasSize(asked);
      }
    } finally {
      end.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void holders() {
    registry.holders(VERSION, null, null, null, null, List.of(), false);
  }
}
