package peercache.registry.complaint;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much a complaint of wrong bytes weighs.
 *
 * @param believedFor how long it counts
 * @param maxPerNode so many of one node count at a time, 1 to 10,000; one that complains of more is
 *     more likely to be what is broken, and is not listened to
 */
@ConfigurationProperties("peercache.registry.complaint")
record ComplaintProperties(
    @DefaultValue("10m") Duration believedFor, @DefaultValue("100") int maxPerNode) {
  ComplaintProperties {
    if (!believedFor.isPositive() || maxPerNode < 1 || maxPerNode > 10_000) {
      throw new IllegalArgumentException(
          "peercache.registry.complaint: believed-for must be more than 0, max-per-node 1 to"
              + " 10000");
    }
  }
}
