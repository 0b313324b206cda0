package peercache.registry.order;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much nodes are told to do.
 *
 * @param fillsAtOnce so many fills that were ordered run at a time on one node, 1 to 64; the next
 *     one is named when one of them ended
 */
@ConfigurationProperties("peercache.registry.order")
record OrderProperties(@DefaultValue("4") int fillsAtOnce) {
  OrderProperties {
    if (fillsAtOnce < 1 || fillsAtOnce > 64) {
      throw new IllegalArgumentException(
          "peercache.registry.order.fills-at-once must be 1 to 64, but is " + fillsAtOnce);
    }
  }
}
