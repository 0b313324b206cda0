package peercache.registry.preheat;

import peercache.api.NodeId;
import peercache.api.VersionId;

/**
 * A version that a node is to hold.
 *
 * @param held whether it does already
 */
record Placed(VersionId version, NodeId node, boolean held) {}
