package peercache.node.fill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import peercache.api.Complaint;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.node.membership.NodeIdentity;
import peercache.nodetest.ScriptedRegistry;

class DistrustTests {
  private static final NodeId BAD = new NodeId("bad");
  private static final VersionId VERSION = new VersionId("a".repeat(64));
  private static final Duration LENGTH = Duration.ofMinutes(10);

  private final AtomicLong now = new AtomicLong();
  private final ScriptedRegistry registry = new ScriptedRegistry();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final NodeIdentity self =
      new NodeIdentity(new NodeId("self"), 7, URI.create("http://self"), null, Zone.DEFAULT);
  private final Distrust distrust = new Distrust(registry, self, LENGTH, now::get, meters);

  @Test
  void aNodeIsShutOutForAWhile() {
    distrust.sentWrongBytes(BAD, VERSION, 3);

    now.addAndGet(LENGTH.toNanos() - 1);
    assertThat(distrust.isOf(BAD)).isTrue();
    assertThat(distrust.nodes()).containsExactly(BAD);
    assertThat(distrust.isOf(new NodeId("good"))).isFalse();

    now.addAndGet(1);
    assertThat(distrust.isOf(BAD)).isFalse();
    assertThat(distrust.nodes()).isEmpty();
  }

  @Test
  void theRegistryIsTold() {
    distrust.sentWrongBytes(BAD, VERSION, 3);

    await().until(() -> count("told") == 1);
    assertThat(registry.complaints).containsExactly(new Complaint(self.id(), 7, BAD, 3));
  }

  @Test
  void aNodeIsShutOutThoughTheRegistryIsAway() {
    registry.away = true;

    distrust.sentWrongBytes(BAD, VERSION, 3);

    await().until(() -> count("not-told") == 1);
    assertThat(distrust.isOf(BAD)).isTrue();
  }

  private double count(String outcome) {
    return meters.counter("peercache.node.complaints", "outcome", outcome).count();
  }
}
