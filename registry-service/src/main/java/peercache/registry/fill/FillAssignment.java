package peercache.registry.fill;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import peercache.api.Holders.Rejected;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.edge.Outcomes;
import peercache.registry.ranking.Candidates;
import peercache.registry.ranking.Nearness;

/** Gives the fill of a version that nobody has to a node, before the first caller gets there. */
@Service
public class FillAssignment {
  private final Candidates candidates;
  private final Grants grants;
  private final Fillers fillers;
  private final FillProperties properties;
  private final Outcomes outcomes;

  FillAssignment(
      Candidates candidates,
      Grants grants,
      Fillers fillers,
      FillProperties properties,
      MeterRegistry meters) {
    this.candidates = candidates;
    this.grants = grants;
    this.fillers = fillers;
    this.properties = properties;
    this.outcomes =
        new Outcomes(
            meters,
            "peercache.registry.assignments",
            "Fills that look-ups gave out",
            "assigned",
            "already-given",
            "no-node",
            "more-for-demand");
  }

  /** What became of it. */
  public sealed interface Outcome {
    /** The node has the fill, for as long as it takes a caller to get there. */
    record Assigned(NodeId node) implements Outcome {}

    /** Another look-up gave it to a node just now, or a node that is filling has it. */
    record AlreadyGiven() implements Outcome {}

    /** No node can take it. */
    record NoNode(List<Rejected> rejected) implements Outcome {}
  }

  /**
   * Of any number of look-ups at once, in however many registries, one assigns.
   *
   * @param zone of the caller
   */
  @Transactional
  public Outcome assign(VersionId version, long size, Zone zone, Set<NodeId> excluded) {
    var placement = new FillPlacement(version, size, zone, excluded, candidates.suspects(version));
    var outcome =
        switch (placement.choose(candidates.members(false))) {
          case FillPlacement.Decision.To(var node) ->
              assign(new FillKey(version, node.id(), node.incarnation()));
          case FillPlacement.Decision.Nobody(var rejected) -> new Outcome.NoNode(rejected);
        };
    outcomes.count(name(outcome));
    return outcome;
  }

  /**
   * Lets further nodes fill a version that others hold or fill: from these, and not from the
   * origin. They are named from now on, and begin when their first caller comes.
   *
   * @param zone of the callers
   * @param farthest no node that is farther from them than this
   * @param having those that have it or are filling it
   * @param count how many nodes, if there are as many
   * @return whether any was found
   */
  @Transactional
  public boolean spread(
      VersionId version,
      long size,
      Zone zone,
      Nearness farthest,
      Set<NodeId> excluded,
      Set<NodeId> having,
      int count) {
    var unwanted = new HashSet<>(excluded);
    unwanted.addAll(having);
    var placement = new FillPlacement(version, size, zone, unwanted, candidates.suspects(version));
    var chosen = placement.more(candidates.membersLately(), farthest, count);
    for (var node : chosen) {
      var key = new FillKey(version, node.id(), node.incarnation());
      var _ = fillers.put(key, null, properties.assignedFor(), 0, false);
      outcomes.count("more-for-demand");
    }
    return !chosen.isEmpty();
  }

  private Outcome assign(FillKey key) {
    if (!grants.assign(key)) {
      return new Outcome.AlreadyGiven();
    }
    var _ = fillers.put(key, null, properties.assignedFor(), 0, false);
    return new Outcome.Assigned(key.node());
  }

  private static String name(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Assigned _ -> "assigned";
      case Outcome.AlreadyGiven _ -> "already-given";
      case Outcome.NoNode _ -> "no-node";
    };
  }
}
