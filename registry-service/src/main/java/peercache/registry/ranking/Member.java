package peercache.registry.ranking;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.Zone;

/**
 * A node as placement sees it.
 *
 * @param incarnation the running one
 * @param internalUri where services reach it, if not at the base URI
 * @param leaseRemaining zero for a lost node
 * @param unnamed why it is named to nobody though it renews; null if it may be named
 */
public record Member(
    NodeId id,
    long incarnation,
    URI baseUri,
    @Nullable URI internalUri,
    Zone zone,
    NodeState state,
    long capacityBytes,
    Headroom headroom,
    Duration leaseRemaining,
    @Nullable String unnamed) {
  /** The same node at another moment. */
  Member as(NodeState then, Duration remaining) {
    return new Member(
        id,
        incarnation,
        baseUri,
        internalUri,
        zone,
        then,
        capacityBytes,
        headroom,
        remaining,
        unnamed);
  }
}
