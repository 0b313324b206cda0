package peercache.node.fill;

import java.util.List;
import peercache.api.HeldVersion;
import peercache.node.membership.LocalHoldings;
import peercache.node.store.VersionStore;

/** What the store and the fills know together. */
record NodeHoldings(VersionStore store, Fills fills) implements LocalHoldings {
  @Override
  public List<HeldVersion> all() {
    return store.all();
  }

  @Override
  public long usedBytes() {
    return store.usedBytes();
  }

  @Override
  public int fillsInFlight() {
    return fills.inFlight();
  }

  @Override
  public long capacityBytes() {
    return store.capacityBytes();
  }
}
