package peercache.registry.node;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Service;
import peercache.api.Lease;
import peercache.api.NodeId;
import peercache.api.NodeRenewal;
import peercache.api.Order;
import peercache.edge.Outcomes;
import peercache.registry.gathering.Gathering;
import peercache.registry.node.RenewalRows.Asked;
import peercache.registry.node.RenewalRows.Wanted;
import peercache.registry.refusal.Refusal;

/** Takes renewals, and tells nodes what is wanted of them. */
@Service
class Renewals {
  /** One at a time: two would write to the same pages. */
  private static final Gathering.Limits LIMITS = new Gathering.Limits(128, 1, 10_000);

  private final RenewalRows rows;
  private final Gathering<Asked, Wanted> renewals;
  private final Runs runs;
  private final List<OrderSource> orders;
  private final LeaseProperties properties;
  private final Outcomes outcomes;

  Renewals(
      RenewalRows rows,
      Runs runs,
      List<OrderSource> orders,
      LeaseProperties properties,
      MeterRegistry meters) {
    this.rows = rows;
    this.renewals = new Gathering<>("renewals", LIMITS, all -> rows.renew(all));
    this.runs = runs;
    this.orders = orders;
    this.properties = properties;
    this.outcomes =
        new Outcomes(
            meters, "peercache.registry.renewals", "Renewals of leases", "accepted", "refused");
  }

  /**
   * @throws Refusal if this run is not a member
   */
  Lease renew(NodeId id, NodeRenewal renewal) {
    var asked = new Asked(id, renewal);
    var wanted =
        Optional.ofNullable(renewals.ask(asked))
            .or(() -> rows.renew(asked))
            .orElseThrow(() -> refused(asked));
    outcomes.count("accepted");
    return properties.lease(wanted.inventoryWanted(), wanted.ordered() ? ordersFor(id) : List.of());
  }

  private Refusal refused(Asked asked) {
    outcomes.count("refused");
    return runs.refusal(asked.node(), asked.renewal().incarnation());
  }

  private List<Order> ordersFor(NodeId id) {
    return orders.stream()
        .flatMap(source -> source.openFor(id).stream())
        .limit(Lease.MAX_ORDERS)
        .toList();
  }
}
