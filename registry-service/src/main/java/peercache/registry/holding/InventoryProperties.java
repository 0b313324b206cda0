package peercache.registry.holding;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of whole inventories, which come all at once when the registry was away.
 *
 * @param concurrent how many are received and applied at a time; further nodes are told to come
 *     again in a second
 * @param maxVersions in one inventory; 413 above that
 * @param receiveWithin how long a body may take to arrive
 */
@ConfigurationProperties("peercache.registry.inventory")
record InventoryProperties(
    @DefaultValue("4") int concurrent,
    @DefaultValue("10000000") int maxVersions,
    @DefaultValue("2m") Duration receiveWithin) {
  InventoryProperties {
    if (concurrent < 1 || maxVersions < 1) {
      throw new IllegalArgumentException(
          "peercache.registry.inventory: concurrent and max-versions must be at least 1");
    }
  }
}
