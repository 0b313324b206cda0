package peercache.registry.fill;

import java.util.List;
import java.util.Set;
import peercache.api.NodeId;
import peercache.registry.ranking.Candidate;

/** Whether a fill may need its origin at all; pure. */
final class OriginNeed {
  private OriginNeed() {}

  /**
   * An origin conveys a version once: while a node lives that has all of it, nobody needs the
   * origin. Nodes that are filling may lack the pieces that this node wants, so they do not count.
   *
   * @param asker does not count: it would not ask if it had the version
   * @param failed what was tried and did not deliver does not count
   */
  static boolean of(List<Candidate> candidates, NodeId asker, Set<NodeId> failed) {
    return candidates.stream()
        .filter(Candidate::isWhole)
        .map(candidate -> candidate.node().id())
        .allMatch(holder -> holder.equals(asker) || failed.contains(holder));
  }
}
