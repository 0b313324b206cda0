package peercache.registry.holding;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.registry.ranking.Rendezvous;

/**
 * Who of the holders of a version keeps it when all of them need room: the first in the version's
 * own order of the nodes. Whoever asks, in whatever order, gets answers that fit each other without
 * anything being written down. Pure.
 */
final class Keepers {
  private Keepers() {}

  /**
   * @param asked in the order of the answer
   * @param holders of each that any node holds; the asker is one whether it stands there or not
   */
  static List<VersionId> keptBy(
      NodeId asker, List<VersionId> asked, Map<VersionId, Set<NodeId>> holders) {
    return asked.stream()
        .filter(version -> {
          var all = new HashSet<>(holders.getOrDefault(version, Set.of()));
          all.add(asker);
          return all.stream()
              .min(Rendezvous.order(version.hex(), NodeId::value))
              .filter(asker::equals)
              .isPresent();
        })
        .toList();
  }
}
