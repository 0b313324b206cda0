package peercache.registry.ranking;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeState;

/**
 * All nodes as they were at one moment, in memory. Immutable.
 *
 * @param number counts the changes that decide about nodes: as long as the database has this one,
 *     nothing is different but what renewals change
 * @param trueUntil when the first of the leases that ran at that moment ends, in milliseconds of
 *     the database's clock: then it is to be seen whether it was renewed
 * @param readAt by this process's clock, in milliseconds
 */
record NodeDirectory(long number, long trueUntil, long readAt, Map<Integer, Entry> nodes) {
  /** Knows nobody, and is never true. */
  static final NodeDirectory NONE =
      new NodeDirectory(Long.MIN_VALUE, Long.MIN_VALUE, Long.MIN_VALUE / 2, Map.of());

  NodeDirectory {
    nodes = Map.copyOf(nodes);
  }

  /**
   * A node with what else decides about it.
   *
   * @param leaseUntil in milliseconds of the database's clock
   * @param disputed whether its last renewal contradicted what is known of its holdings
   * @param purgedThrough the part of the log of purges up to which it has confirmed all; it may
   *     have confirmed more
   * @param complainers how many nodes complained of it
   */
  record Entry(
      Member member,
      long leaseUntil,
      boolean draining,
      boolean disputed,
      long purgedThrough,
      int complainers) {

    Member at(long now) {
      long left = leaseUntil - now;
      return left <= 0
          ? member.as(NodeState.LOST, Duration.ZERO)
          : member.as(draining ? NodeState.DRAINING : NodeState.LIVE, Duration.ofMillis(left));
    }
  }

  /** Null for one that was not there. */
  @Nullable Entry find(int nodeKey) {
    return nodes.get(nodeKey);
  }

  /** Whether it is right for what was read in the same moment as this number. */
  boolean isTrueAt(long numberThen, long now) {
    return number == numberThen && now < trueUntil;
  }

  /** How old it is; more than any bound if the clock was set back. */
  long ageAt(long now) {
    return now < readAt ? Long.MAX_VALUE : now - readAt;
  }
}
