package peercache.api;

import java.net.URI;
import java.time.Duration;

/**
 * A node as the registry sees it.
 *
 * @param holdings how many whole versions it is confirmed to hold
 * @param leaseRemaining zero for a lost node
 */
public record NodeStatus(
    NodeId id,
    URI baseUri,
    Zone zone,
    NodeState state,
    long incarnation,
    long capacityBytes,
    long usedBytes,
    long bytesPerSecond,
    int fills,
    long holdings,
    Duration leaseRemaining) {}
