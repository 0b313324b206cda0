package peercache.node.membership;

import java.time.Duration;
import peercache.api.HeldVersion;

/**
 * Hears what the node holds. Called from any thread; what it is told never blocks. Calls about one
 * version come in the order in which it changed.
 */
public interface HoldingListener {
  /** The version is whole, verified and durable. */
  void added(HeldVersion version);

  /** The version is gone: nobody can be sent here for it any more. */
  void removed(HeldVersion version);

  /**
   * Waits until the network knows of all that was said so far. Whoever ends a fill waits for this
   * first: else there would be a moment in which nobody seems to have the version, and the origin
   * would convey it again.
   *
   * @return false if it does not know in time
   */
  default boolean awaitKnown(Duration max) throws InterruptedException {
    return true;
  }
}
