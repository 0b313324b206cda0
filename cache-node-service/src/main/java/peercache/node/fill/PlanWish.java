package peercache.node.fill;

import java.util.function.BooleanSupplier;

/**
 * Whether a fill wants another plan of the registry's: at first, and whenever what it was told has
 * turned out to be wrong. Thread-safe.
 */
final class PlanWish {
  private final BooleanSupplier over;
  private final Signal changed = new Signal();
  private volatile boolean wanted = true;

  /**
   * @param over whether the fill is
   */
  PlanWish(BooleanSupplier over) {
    this.over = over;
  }

  void want() {
    wanted = true;
    changed.give();
  }

  /** One has come, or cannot come now. */
  void served() {
    wanted = false;
  }

  /** What others want of it changed, or it is over. */
  void lookAgain() {
    changed.give();
  }

  /**
   * Waits until another plan is wanted, the fill is over or the time has passed.
   *
   * @param also a further reason to want one, looked at whenever something changes
   * @return whether another plan is wanted
   */
  boolean await(long nanos, BooleanSupplier also) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    while (!wanted && !also.getAsBoolean() && !over.getAsBoolean()) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      changed.await(left);
    }
    return !over.getAsBoolean();
  }

  /** Waits until the fill is over or the time has passed. */
  void awaitOver(long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0 && !over.getAsBoolean(); left = end - System.nanoTime()) {
      changed.await(left);
    }
  }
}
