package peercache.registry.fill;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import peercache.api.Holders.Rejected;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.registry.ranking.Member;
import peercache.registry.ranking.Nearness;
import peercache.registry.ranking.Rendezvous;

/**
 * Chooses the node that gets the fill of a version: near the caller, then with headroom, then by
 * the version's own order of the nodes, so that many versions spread evenly over equal nodes. Pure.
 *
 * @param size of the version in bytes
 * @param zone of the caller
 * @param excluded not to be chosen
 * @param suspects not to be chosen, as others could not fill from them
 */
public record FillPlacement(
    VersionId version, long size, Zone zone, Set<NodeId> excluded, Set<NodeId> suspects) {
  public FillPlacement {
    excluded = Set.copyOf(excluded);
    suspects = Set.copyOf(suspects);
  }

  public sealed interface Decision {
    record To(Member node) implements Decision {}

    /** No node can take it. */
    record Nobody(List<Rejected> rejected) implements Decision {}
  }

  public Decision choose(List<Member> members) {
    var rejected = new ArrayList<Rejected>();
    for (var member : members) {
      objection(member).ifPresent(reason -> rejected.add(new Rejected(member.id(), reason)));
    }
    return members.stream()
        .filter(member -> objection(member).isEmpty())
        .min(order())
        .<Decision>map(Decision.To::new)
        .orElseGet(() -> new Decision.Nobody(List.copyOf(rejected)));
  }

  /**
   * Further nodes that are to fill the version, best first.
   *
   * @param farthest who is farther from the caller is not chosen: callers would not be sent there
   */
  List<Member> more(List<Member> members, Nearness farthest, int count) {
    return members.stream()
        .filter(member -> objection(member).isEmpty())
        .filter(member -> Nearness.between(zone, member.zone()).compareTo(farthest) <= 0)
        .sorted(order())
        .limit(count)
        .toList();
  }

  private Comparator<Member> order() {
    return Comparator.comparing((Member member) -> Nearness.between(zone, member.zone()))
        .thenComparing(Member::headroom)
        .thenComparing(Rendezvous.order(version.hex(), member -> member.id().value()));
  }

  private Optional<String> objection(Member member) {
    if (excluded.contains(member.id())) {
      return Optional.of("gets no fill: excluded by the request");
    }
    if (suspects.contains(member.id())) {
      return Optional.of("gets no fill: other nodes got wrong bytes from it lately");
    }
    if (member.unnamed() != null) {
      return Optional.of("gets no fill: " + member.unnamed());
    }
    return switch (member.state()) {
      case LOST, DEPARTED -> Optional.of("gets no fill: lost");
      case DRAINING -> Optional.of("gets no fill: draining");
      case LIVE ->
          member.capacityBytes() < size
              ? Optional.of("gets no fill: its capacity is less than the version's size")
              : Optional.empty();
    };
  }
}
