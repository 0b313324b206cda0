package peercache.api;

import java.util.List;

/**
 * What an origin experienced with nodes since it told the last time. Its last word about each of
 * them counts, for some seconds, and as one word however often it is said.
 *
 * @param origin that tells
 * @param nodes each at most once, and at most {@value #MAX_NODES}
 */
public record Observations(OriginId origin, List<Observation> nodes) {
  public static final int MAX_NODES = 1_000;

  /** What came of it. */
  public enum Outcome {
    /** Bytes came. */
    SERVED,
    /** A connection is open; whether bytes would come is not known. */
    REACHED,
    /** No connection, a refusal, or no bytes in time. */
    FAILED
  }

  /**
   * @param id of the node that something was wanted from
   */
  public record Observation(NodeId id, Outcome outcome) {}

  public Observations {
    if (nodes == null || nodes.size() > MAX_NODES) {
      throw new IllegalArgumentException("nodes must be a list of at most " + MAX_NODES);
    }
    nodes = List.copyOf(nodes);
    if (nodes.stream().map(Observation::id).distinct().count() < nodes.size()) {
      throw new IllegalArgumentException("nodes must name each node once");
    }
  }

  /**
   * The registry's answer.
   *
   * @param inDoubt whether most nodes seem dead to the registry: it wants to hear of all nodes that
   *     the origin reaches
   */
  public record Receipt(boolean inDoubt) {}
}
