package peercache.registry.node;

import peercache.api.NodeId;

/** A node said good-bye to this registry, or was taken out of the answers by it. */
public record NodeGone(NodeId node) {}
