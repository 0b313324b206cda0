package peercache.registry.preheat;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How large a preheat may be.
 *
 * @param maxItems versions times nodes, 1 to 1,000,000
 */
@ConfigurationProperties("peercache.registry.preheat")
record PreheatProperties(@DefaultValue("100000") int maxItems) {
  PreheatProperties {
    if (maxItems < 1 || maxItems > 1_000_000) {
      throw new IllegalArgumentException(
          "peercache.registry.preheat.max-items must be 1 to 1000000, but is " + maxItems);
    }
  }
}
