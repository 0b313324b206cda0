package peercache.registry.drain;

import java.util.List;
import org.springframework.stereotype.Component;
import peercache.api.NodeId;
import peercache.api.Order;
import peercache.api.OrderReceipt;
import peercache.registry.node.Drains;
import peercache.registry.node.OrderSource;

/** Tells a drained node to leave. */
@Component
class LeaveOrders implements OrderSource {
  private static final String ID = "leave";

  private final Drains drains;

  LeaveOrders(Drains drains) {
    this.drains = drains;
  }

  @Override
  public List<Order> openFor(NodeId id) {
    return drains.find(id).filter(drain -> drain.drainedAt() != null).stream()
        .<Order>map(_ -> new Order.Leave(ID))
        .toList();
  }

  /** It leaves, and no receipt is needed. */
  @Override
  public boolean confirm(NodeId id, OrderReceipt receipt) {
    return receipt.id().equals(ID);
  }
}
