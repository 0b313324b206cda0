package peercache.registry.node;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.URI;
import java.time.Duration;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;
import peercache.api.DrainStatus;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.NodeStatus;
import peercache.api.Zone;

/**
 * A node as it is read. It is changed by {@link Leases} only, in single statements that reckon in
 * the database's time.
 */
@Entity
@Immutable
@Table(name = "node_status")
class Node {
  @Id private String id;
  private String baseUri;
  private @Nullable String internalUri;
  private String zone;
  private boolean draining;
  private long incarnation;
  private long capacityBytes;
  private long usedBytes;
  private long bytesPerSecond;
  private int fills;

  private long holdings;
  private long leaseMillis;
  private @Nullable String unnamed;

  /** For JPA. */
  @SuppressWarnings("NullAway.Init")
  protected Node() {}

  NodeId id() {
    return new NodeId(id);
  }

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
        checked && state() != NodeState.LOST ? unnamed : null,
        drain);
  }

  private NodeState state() {
    if (leaseMillis <= 0) {
      return NodeState.LOST;
    }
    return draining ? NodeState.DRAINING : NodeState.LIVE;
  }
}
