package peercache.registry.fill;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How fills are watched over.
 *
 * @param lease how long a grant for the origin is believed without a renewal; a fill without one
 *     {@value #WITHOUT_GRANT} times as long
 * @param renewEvery how often the node with the grant is told to renew, under half of {@code
 *     lease}; the others {@value #WITHOUT_GRANT} times as seldom
 * @param assignedFor how long a fill that a look-up gave to a node waits for the node to take it up
 * @param stall after how long without a newly verified piece another node may take the grant;
 *     doubles, up to 5 minutes, with every node that stalls on the same version, so that an origin
 *     that is merely slow is not asked for the same piece again and again
 */
@ConfigurationProperties("peercache.registry.fill")
record FillProperties(
    @DefaultValue("3s") Duration lease,
    @DefaultValue("1s") Duration renewEvery,
    @DefaultValue("5s") Duration assignedFor,
    @DefaultValue("5s") Duration stall) {
  /**
   * Nothing but the grant depends on a fill's own lease: that a node lives is known by the lease of
   * the node. Of a crowd one node has the grant, and the others' renewals are what it costs.
   */
  private static final int WITHOUT_GRANT = 3;

  FillProperties {
    if (renewEvery.toMillis() < 1 || renewEvery.multipliedBy(2).compareTo(lease) >= 0) {
      throw new IllegalArgumentException(
          "peercache.registry.fill.renew-every must be more than 0 and less than half of"
              + " peercache.registry.fill.lease");
    }
    if (!assignedFor.isPositive() || !stall.isPositive()) {
      throw new IllegalArgumentException(
          "peercache.registry.fill.assigned-for and stall must be more than 0");
    }
  }

  /** How long a fill is believed without a renewal. */
  Duration believedFor() {
    return lease.multipliedBy(WITHOUT_GRANT);
  }

  Duration renewEvery(boolean granted) {
    return granted ? renewEvery : renewEvery.multipliedBy(WITHOUT_GRANT);
  }
}
