package peercache.registry.purge;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long purges are kept, and how many.
 *
 * @param retention a node that comes back within it, or joins, is told; at least one minute
 * @param maxVersions in all purges that are kept, 1 to 100,000,000
 */
@ConfigurationProperties("peercache.registry.purge")
record PurgeProperties(
    @DefaultValue("30d") Duration retention, @DefaultValue("1000000") int maxVersions) {
  PurgeProperties {
    if (retention.toMinutes() < 1 || maxVersions < 1 || maxVersions > 100_000_000) {
      throw new IllegalArgumentException(
          "peercache.registry.purge: retention must be at least 1m, max-versions 1 to 100000000");
    }
  }
}
