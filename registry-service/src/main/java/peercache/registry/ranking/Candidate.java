package peercache.registry.ranking;

import peercache.api.HolderState;
import peercache.api.NodeState;

/**
 * A node that may have a version.
 *
 * @param confirmed whether it was the running incarnation that said so
 * @param grant to ask the origin; none if the node stalls
 * @param suspicion that it sends wrong bytes
 */
public record Candidate(
    Member node, HolderState state, boolean confirmed, Grant grant, Suspicion suspicion) {

  /**
   * Whether the node is alive and other nodes can have the whole version from it, draining or not.
   */
  public boolean isWhole() {
    return state == HolderState.HOLDING && isLive() && suspicion == Suspicion.NONE;
  }

  boolean isLive() {
    return confirmed && node.state() != NodeState.LOST;
  }
}
