package peercache.origin.limits;

import java.util.concurrent.atomic.AtomicBoolean;

/** One read's place among those that are let in. Thread-safe. */
public final class Slot implements AutoCloseable {
  private final ReadSlots slots;
  private final String reader;
  private final AtomicBoolean left = new AtomicBoolean();

  Slot(ReadSlots slots, String reader) {
    this.slots = slots;
    this.reader = reader;
  }

  /** Leaves it to others; again without effect. */
  @Override
  public void close() {
    if (left.compareAndSet(false, true)) {
      slots.leave(reader);
    }
  }
}
