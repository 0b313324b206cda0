package peercache.registry.preheat;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.registry.ranking.Member;
import peercache.registry.ranking.Rendezvous;

/**
 * Chooses the nodes that are to hold a version: who holds it already, then who has headroom, then
 * by the version's own order of the nodes, so that many versions spread evenly over equal nodes.
 * Pure.
 *
 * @param zone where; anywhere if null
 * @param copies how many nodes
 */
record PreheatPlacement(@Nullable Zone zone, int copies) {
  /**
   * @param size in bytes; 0 where it is not known
   * @param holders who holds the version already
   * @return fewer than wanted where there are no more that can take it
   */
  List<Member> choose(VersionId version, long size, List<Member> members, Set<NodeId> holders) {
    return members.stream()
        .filter(member -> member.state() == NodeState.LIVE)
        .filter(member -> isWithin(member.zone()))
        .filter(member -> holders.contains(member.id()) || member.capacityBytes() >= size)
        .sorted(
            Comparator.comparing((Member member) -> !holders.contains(member.id()))
                .thenComparing(Member::headroom)
                .thenComparing(Rendezvous.order(version.hex(), member -> member.id().value())))
        .limit(copies)
        .toList();
  }

  boolean isWithin(Zone of) {
    return zone == null || of.equals(zone) || of.path().startsWith(zone.path() + "/");
  }
}
