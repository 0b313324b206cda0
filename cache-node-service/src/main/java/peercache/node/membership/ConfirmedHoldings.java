package peercache.node.membership;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import peercache.api.HeldVersion;
import peercache.api.HoldingsChecksum;
import peercache.api.VersionId;

/**
 * What the registry must know by what it confirmed, and the checksum of that, to be compared with
 * its own. As a set: a change that is told twice counts once on both sides. Some 50 bytes for each
 * version. Pure; not thread-safe.
 */
final class ConfirmedHoldings {
  private Set<VersionId> versions = new HashSet<>();
  private HoldingsChecksum checksum = HoldingsChecksum.NONE;

  HoldingsChecksum checksum() {
    return checksum;
  }

  /** An inventory was confirmed. */
  void replace(List<HeldVersion> all) {
    versions = HashSet.newHashSet(all.size());
    checksum = HoldingsChecksum.NONE;
    all.forEach(this::add);
  }

  /** A report was confirmed. */
  void change(List<HeldVersion> added, List<HeldVersion> removed) {
    added.forEach(this::add);
    removed.forEach(this::remove);
  }

  private void add(HeldVersion version) {
    if (versions.add(version.id())) {
      checksum = checksum.toggle(version.id());
    }
  }

  private void remove(HeldVersion version) {
    if (versions.remove(version.id())) {
      checksum = checksum.toggle(version.id());
    }
  }
}
