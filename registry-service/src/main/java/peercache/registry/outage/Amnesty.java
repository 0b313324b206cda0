package peercache.registry.outage;

import java.time.Duration;

/**
 * Whether leases that ended while no registry looked are given back; pure. Nodes could not renew
 * them, so that they ended says nothing about the nodes.
 */
final class Amnesty {
  /** What was true so long ago is worth nothing, in a database that was restored least of all. */
  static final Duration LONGEST = Duration.ofMinutes(10);

  private Amnesty() {}

  /**
   * @param silence how long no registry has looked at the leases
   * @param lease how long one is
   */
  static boolean isDue(Duration silence, Duration lease) {
    return silence.compareTo(shortest(lease)) > 0 && silence.compareTo(LONGEST) <= 0;
  }

  /** A shorter silence costs no node its lease: each renews well before the end. */
  static Duration shortest(Duration lease) {
    return lease.dividedBy(2);
  }
}
