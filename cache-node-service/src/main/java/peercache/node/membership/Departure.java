package peercache.node.membership;

/** Takes the node out of the network while it runs on. */
public interface Departure {
  /** Leaves soon, and stays away until the registry does not want the node drained any more. */
  void depart();
}
