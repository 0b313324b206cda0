package peercache.registry.ranking;

import org.jspecify.annotations.Nullable;

/**
 * How much more a node can send, in classes, so that a byte more or less does not change the order.
 * Best first.
 */
public enum Headroom {
  FREE,
  BUSY,
  FULL;

  private static final double BUSY_FROM = 0.7;
  private static final double FULL_FROM = 0.95;

  /**
   * @param bytesPerSecond sent lately
   * @param maxBytesPerSecond what the node can send; null if nobody measured it: it is believed to
   *     be free
   */
  public static Headroom of(long bytesPerSecond, @Nullable Long maxBytesPerSecond) {
    if (maxBytesPerSecond == null) {
      return FREE;
    }
    double load = (double) bytesPerSecond / maxBytesPerSecond;
    return load >= FULL_FROM ? FULL : load >= BUSY_FROM ? BUSY : FREE;
  }
}
