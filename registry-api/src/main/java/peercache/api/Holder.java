package peercache.api;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A node that a caller can be sent to for one version.
 *
 * @param baseUri where callers reach it
 * @param internalUri where other nodes and origins reach it; absent if that is the base URI too
 * @param tier 0 for the best; holders of one tier are equally good for every caller of the zone
 *     that was asked for, and callers are to be spread over them
 * @param leaseRemaining how long the node may be believed alive, counted from the answer, if
 *     nothing more is heard
 */
public record Holder(
    NodeId id,
    URI baseUri,
    @Nullable URI internalUri,
    Zone zone,
    HolderState state,
    int tier,
    Duration leaseRemaining) {
  /** Where the services of the network reach it. */
  public URI uriForServices() {
    return internalUri == null ? baseUri : internalUri;
  }
}
