package peercache.api;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A node as the registry sees it.
 *
 * @param baseUri where callers reach it
 * @param internalUri where other nodes and origins reach it; absent if that is the base URI too
 * @param holdings how many whole versions it is confirmed to hold
 * @param leaseRemaining zero for a lost node
 * @param unnamed why it is named neither to callers nor to nodes though it renews, in words; absent
 *     if it is named
 * @param drain absent if the node is not being drained
 */
public record NodeStatus(
    NodeId id,
    URI baseUri,
    @Nullable URI internalUri,
    Zone zone,
    NodeState state,
    long incarnation,
    long capacityBytes,
    long usedBytes,
    long bytesPerSecond,
    int fills,
    long holdings,
    Duration leaseRemaining,
    @Nullable String unnamed,
    @Nullable DrainStatus drain) {}
