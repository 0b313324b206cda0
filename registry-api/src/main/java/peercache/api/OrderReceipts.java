package peercache.api;

import java.util.List;

/**
 * A node confirms orders.
 *
 * @param incarnation the run that carried them out
 * @param receipts at most {@value #MAX}
 */
public record OrderReceipts(long incarnation, List<OrderReceipt> receipts) {
  public static final int MAX = 1_000;

  public OrderReceipts {
    Numbers.require("incarnation", incarnation, 1);
    receipts = List.copyOf(receipts);
    if (receipts.size() > MAX) {
      throw new IllegalArgumentException("receipts must be at most " + MAX);
    }
  }
}
