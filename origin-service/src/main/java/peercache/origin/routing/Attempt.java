package peercache.origin.routing;

import peercache.api.Holder;
import peercache.api.VersionId;

/**
 * A caller was sent to a node.
 *
 * @param second whether the caller was sent to another node in vain before this one
 */
record Attempt(Holder holder, VersionId version, long atNanos, boolean second) {}
