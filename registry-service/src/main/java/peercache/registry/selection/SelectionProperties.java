package peercache.registry.selection;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds of what paths stand for.
 *
 * @param maxVersions in one purge or preheat, 1 to 1,000,000
 * @param timeout of one question to an origin; more than 0
 */
@ConfigurationProperties("peercache.registry.selection")
record SelectionProperties(
    @DefaultValue("100000") int maxVersions, @DefaultValue("20s") Duration timeout) {
  SelectionProperties {
    if (maxVersions < 1 || maxVersions > 1_000_000 || !timeout.isPositive()) {
      throw new IllegalArgumentException(
          "peercache.registry.selection: max-versions must be 1 to 1000000, timeout more than 0");
    }
  }
}
