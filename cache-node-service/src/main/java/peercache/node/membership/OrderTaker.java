package peercache.node.membership;

import java.util.List;
import peercache.api.Order;

/** Takes what the registry tells the node to do; never blocks. */
public interface OrderTaker {
  /** Said again with each renewal until it is confirmed. */
  void take(List<Order> orders);
}
