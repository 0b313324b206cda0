package peercache.registry.node;

import java.util.List;
import peercache.api.NodeId;
import peercache.api.Order;
import peercache.api.OrderReceipt;

/** A feature that has orders for nodes. */
public interface OrderSource {
  /**
   * What the node has not confirmed yet, oldest first, in bounded number. Asked only for a node
   * that {@link Leases} sees an order for.
   */
  List<Order> openFor(NodeId id);

  /**
   * What became of an order.
   *
   * @return false if the order is none of this feature's
   */
  boolean confirm(NodeId id, OrderReceipt receipt);
}
