package peercache.node.membership;

import java.net.URI;
import peercache.api.NodeId;
import peercache.api.Zone;

/**
 * Who this node is.
 *
 * @param incarnation which run of the node this is: higher than that of any earlier run
 * @param baseUri where callers and peers reach it, without a trailing slash
 */
public record NodeIdentity(NodeId id, long incarnation, URI baseUri, Zone zone) {}
