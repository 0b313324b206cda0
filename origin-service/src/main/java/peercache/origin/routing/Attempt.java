package peercache.origin.routing;

import java.util.Set;
import peercache.api.Holder;
import peercache.api.NodeId;
import peercache.api.VersionId;

/**
 * A caller was sent to a node.
 *
 * @param port of the caller: the same address and port is the same connection
 * @param failedBefore nodes that the caller was sent to in vain before this one
 */
record Attempt(
    Holder holder, VersionId version, int port, long atNanos, Set<NodeId> failedBefore) {}
