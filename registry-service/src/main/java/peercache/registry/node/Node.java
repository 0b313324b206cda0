package peercache.registry.node;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import peercache.api.DrainStatus;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.NodeStatus;
import peercache.api.Zone;

/**
 * A node as it is read: a row of the view {@code node_status}. It is changed by {@link Leases} and
 * {@link RenewalRows} only, in single statements that reckon in the database's time.
 *
 * @param leaseMillis until the lease ends; negative when it has
 * @param unnamed why callers are not sent there; null if they are
 */
record Node(
    String id,
    String baseUri,
    @Nullable String internalUri,
    String zone,
    boolean draining,
    long incarnation,
    long capacityBytes,
    long usedBytes,
    long bytesPerSecond,
    int fills,
    long holdings,
    long leaseMillis,
    @Nullable String unnamed,
    boolean departed) {

  /**
   * @param checked whether nodes are named only once a check has shown that they are there
   * @param drain null if it is not being drained
   */
  NodeStatus status(boolean checked, @Nullable DrainStatus drain) {
    return new NodeStatus(
        new NodeId(id),
        URI.create(baseUri),
        internalUri == null ? null : URI.create(internalUri),
        new Zone(zone),
        state(),
        incarnation,
        capacityBytes,
        usedBytes,
        bytesPerSecond,
        fills,
        holdings,
        Duration.ofMillis(Math.max(leaseMillis, 0)),
        checked && leaseMillis > 0 ? unnamed : null,
        drain);
  }

  NodeState state() {
    if (departed) {
      return NodeState.DEPARTED;
    }
    if (leaseMillis <= 0) {
      return NodeState.LOST;
    }
    return draining ? NodeState.DRAINING : NodeState.LIVE;
  }
}
