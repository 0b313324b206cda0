package peercache.registry.order;

import java.util.OptionalLong;

/** The ids of orders: the kind, and a number in its table. */
public final class OrderIds {
  private OrderIds() {}

  /**
   * @return the number; nothing if the order is of another kind
   */
  public static OptionalLong key(String prefix, String id) {
    if (!id.startsWith(prefix)) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(id.substring(prefix.length())));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
