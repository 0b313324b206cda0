package peercache.registry.node;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import peercache.api.Lease;
import peercache.api.Order;

/**
 * How long a node is believed alive, and its rhythm. A dead node is named for at most {@code lease}
 * after its last renewal, and for as long again as origins keep an answer.
 *
 * @param lease how long a node is believed alive without a renewal
 * @param renewEvery how often nodes are told to renew; under half of {@code lease}, so that one
 *     lost renewal does no harm
 */
@ConfigurationProperties("peercache.registry")
public record LeaseProperties(
    @DefaultValue("3s") Duration lease, @DefaultValue("1s") Duration renewEvery) {
  public LeaseProperties {
    if (renewEvery.toMillis() < 1 || renewEvery.multipliedBy(2).compareTo(lease) >= 0) {
      throw new IllegalArgumentException(
          "peercache.registry.renew-every must be more than 0 and less than half of"
              + " peercache.registry.lease");
    }
  }

  Lease lease(boolean inventoryWanted, List<Order> orders) {
    return new Lease(lease, renewEvery, inventoryWanted, orders);
  }
}
