package peercache.api;

import java.time.Duration;
import java.util.List;

/**
 * How long the registry believes in a node or an origin, and what it wants of it. The server states
 * the rhythm.
 *
 * @param length until when, from the moment the registry answered, without another renewal
 * @param renewEvery how often it asks to hear; well under {@code length}
 * @param inventoryWanted whether the registry has no complete picture of what this incarnation
 *     holds
 * @param orders what the node is to do, in this order, at most {@value #MAX_ORDERS}; more come when
 *     these are confirmed. Empty if the registry is too old to say so
 */
public record Lease(
    Duration length, Duration renewEvery, boolean inventoryWanted, List<Order> orders) {
  public static final int MAX_ORDERS = 64;

  @SuppressWarnings("ConstantValue") // What comes over the wire may lack any field.
  public Lease {
    orders = orders == null ? List.of() : List.copyOf(orders);
  }
}
