package peercache.node.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import peercache.node.script.NetworkSide;
import peercache.node.script.NetworkSide.FakeHoldings;
import peercache.node.script.ScriptedRegistry;

/** A node between a scripted registry and a store that is made up. */
abstract class MemberNode {
  @TempDir Path data;
  private @Nullable ScriptedRegistry registry;
  private @Nullable ConfigurableApplicationContext node;

  @BeforeEach
  void startRegistry() throws IOException {
    registry = new ScriptedRegistry();
  }

  void startRegistry(int port) throws IOException {
    registry = new ScriptedRegistry(port);
  }

  @AfterEach
  void stopAll() throws IOException {
    if (node != null) {
      node.close();
    }
    registry().close();
  }

  void start(String... settings) {
    var all = new ArrayList<>(List.of(settings));
    all.add("peercache.node.registry=" + registry().server().uri());
    node = NetworkSide.start(data, all.toArray(String[]::new));
  }

  static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  double gauge(String name) {
    return node().getBean(MeterRegistry.class).get(name).gauge().value();
  }

  FakeHoldings holdings() {
    return node().getBean(FakeHoldings.class);
  }

  ScriptedRegistry registry() {
    return Objects.requireNonNull(registry);
  }

  ConfigurableApplicationContext node() {
    return Objects.requireNonNull(node);
  }

  static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(10));
  }
}
