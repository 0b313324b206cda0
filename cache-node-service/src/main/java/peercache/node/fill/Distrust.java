package peercache.node.fill;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.Complaint;
import peercache.api.NodeId;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.node.membership.NodeIdentity;
import peercache.node.registry.RegistryException;

/**
 * The nodes that sent wrong bytes: no fill of this node asks them for a while, of whichever
 * version, and the registry is told. Thread-safe; a bounded number of nodes and of calls.
 */
final class Distrust {
  private static final Logger log = LoggerFactory.getLogger(Distrust.class);
  private static final int MAX_NODES = 256;
  private static final int MAX_CALLS = 4;

  private final RegistryApi registry;
  private final NodeIdentity self;
  private final Cache<NodeId, Boolean> nodes;
  private final Semaphore calls = new Semaphore(MAX_CALLS);
  private final Counter told;
  private final Counter notTold;

  /**
   * @param length how long a node is not asked
   */
  Distrust(
      RegistryApi registry,
      NodeIdentity self,
      Duration length,
      Ticker ticker,
      MeterRegistry meters) {
    this.registry = registry;
    this.self = self;
    this.nodes =
        Caffeine.newBuilder()
            .maximumSize(MAX_NODES)
            .expireAfterWrite(length)
            .ticker(ticker)
            .build();
    this.told = meters.counter("peercache.node.complaints", "outcome", "told");
    this.notTold = meters.counter("peercache.node.complaints", "outcome", "not-told");
  }

  /** All bytes of the piece came from the node, and did not match its digest. Never blocks. */
  void sentWrongBytes(NodeId node, VersionId version, int piece) {
    nodes.put(node, true);
    if (!calls.tryAcquire()) {
      notTold.increment();
      return;
    }
    Thread.ofVirtual()
        .name("complaint-" + node)
        .start(() -> {
          try {
            tell(node, version, piece);
          } finally {
            calls.release();
          }
        });
  }

  private void tell(NodeId node, VersionId version, int piece) {
    try {
      registry.complain(version, new Complaint(self.id(), self.incarnation(), node, piece));
      told.increment();
    } catch (RegistryException e) {
      // Whoever else gets wrong bytes from there finds out alone, as this node did.
      notTold.increment();
      log.info("the registry did not hear that {} sends wrong bytes: {}", node, e.toString());
    }
  }

  boolean isOf(NodeId node) {
    return nodes.getIfPresent(node) != null;
  }

  Set<NodeId> nodes() {
    return Set.copyOf(nodes.asMap().keySet());
  }
}
