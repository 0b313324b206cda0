package peercache.api;

import java.util.List;

/**
 * Which nodes were taken out of the answers: they left, were lost, or do not serve. What was said
 * of them before is to be forgotten; they may have come back since.
 *
 * @param until to be asked with the next time
 * @param nodes at most {@value #MAX_NODES}, the latest; one may be named again in the next answer
 */
public record Departures(long until, List<Departure> nodes) {
  public static final int MAX_NODES = 1_000;

  /**
   * @param at tells two departures of the same node apart
   */
  public record Departure(NodeId id, long at) {}
}
