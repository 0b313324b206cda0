package peercache.origin.limits;

import java.util.HashMap;
import java.util.Map;

/** Bounds how much is read at once, in all and by each reader. Thread-safe, never blocks. */
final class ReadSlots {
  private final int max;
  private final int maxPerReader;

  // Guarded by this. Who reads nothing is not in it.
  private final Map<String, Integer> byReader = new HashMap<>();
  private int all;

  ReadSlots(int max, int maxPerReader) {
    this.max = max;
    this.maxPerReader = maxPerReader;
  }

  /** A reader that has its share already is told so, also while there is room for no other. */
  synchronized Admission admit(String reader) {
    int own = byReader.getOrDefault(reader, 0);
    if (own >= maxPerReader) {
      return new Admission.ShareTaken();
    }
    if (all >= max) {
      return new Admission.AllTaken();
    }
    byReader.put(reader, own + 1);
    all++;
    return new Admission.Admitted(new Slot(this, reader));
  }

  synchronized void leave(String reader) {
    all--;
    byReader.computeIfPresent(reader, (name, own) -> own == 1 ? null : own - 1);
  }

  synchronized int taken() {
    return all;
  }

  synchronized int readers() {
    return byReader.size();
  }
}
