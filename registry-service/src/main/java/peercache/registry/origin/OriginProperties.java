package peercache.registry.origin;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What origins are told.
 *
 * @param renewEvery how often an origin is to join again; new zone rules reach it no later
 */
@ConfigurationProperties("peercache.registry.origin")
record OriginProperties(@DefaultValue("10s") Duration renewEvery) {
  OriginProperties {
    if (renewEvery.toMillis() < 100) {
      throw new IllegalArgumentException(
          "peercache.registry.origin.renew-every must be at least 100ms");
    }
  }
}
