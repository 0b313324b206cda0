package peercache.node.membership;

import java.util.List;
import peercache.api.HeldVersion;

/** What the node holds at the moment. Thread-safe. */
public interface LocalHoldings {
  /** All whole versions; a change that was announced to {@link HoldingListener} shows here. */
  List<HeldVersion> all();

  /** Partial versions included. */
  long usedBytes();

  int fillsInFlight();

  /** More than 0. */
  long capacityBytes();
}
