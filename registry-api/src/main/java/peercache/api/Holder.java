package peercache.api;

import java.net.URI;
import java.time.Duration;

/**
 * A node that a caller can be sent to for one version.
 *
 * @param tier 0 for the best; holders of one tier are equally good for every caller of the zone
 *     that was asked for, and callers are to be spread over them
 * @param leaseRemaining how long the node may be believed alive, counted from the answer, if
 *     nothing more is heard
 */
public record Holder(
    NodeId id, URI baseUri, Zone zone, HolderState state, int tier, Duration leaseRemaining) {}
