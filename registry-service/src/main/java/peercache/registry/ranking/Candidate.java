package peercache.registry.ranking;

import peercache.api.HolderState;
import peercache.api.NodeState;

/**
 * A node that may have a version.
 *
 * @param confirmed whether it was the running incarnation that said so
 * @param disputed whether the node's last renewal contradicted what is known of its holdings
 * @param grant to ask the origin; none if the node stalls
 * @param suspicion that it sends wrong bytes
 */
public record Candidate(
    Member node,
    HolderState state,
    boolean confirmed,
    boolean disputed,
    Grant grant,
    Suspicion suspicion) {

  /**
   * Whether the node is alive and other nodes can have the whole version from it, draining or not.
   * A disputed one may have it: who fills finds out, and the origin is not asked before.
   */
  public boolean isWhole() {
    return state == HolderState.HOLDING && isLive() && suspicion == Suspicion.NONE;
  }

  boolean isLive() {
    return confirmed && node.state() != NodeState.LOST && node.unnamed() == null;
  }
}
