package peercache.registry.ranking;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peercache.api.HolderState;
import peercache.api.NodeId;

/**
 * What the database had of one version at one moment. Of the nodes it has the keys alone; pure.
 *
 * @param number of the change up to which it had taken account of nodes
 * @param at by the database's clock, in milliseconds
 * @param holders who said that it holds the whole version
 * @param fillers who are filling it
 * @param purgedPart the last part of the log of purges that names the version; 0 if none does
 * @param accused of having sent wrong bytes of it
 */
record Traces(
    long number,
    long at,
    List<Trace> holders,
    List<Filler> fillers,
    long purgedPart,
    Set<Integer> accused) {
  /**
   * @param incarnation that said so
   */
  record Trace(int nodeKey, long incarnation) {}

  record Filler(Trace trace, boolean resting, Grant grant) {}

  /**
   * Who has the version or is filling it, each node once, those that have it first. What a node has
   * of a purged version counts only when it has said that the purge is carried out.
   *
   * @param all whether to name those as well who do not count: lost nodes, those that are named to
   *     nobody, and what an earlier incarnation held
   */
  List<Candidate> candidates(NodeDirectory nodes, boolean all) {
    var byNode = LinkedHashMap.<NodeId, Candidate>newLinkedHashMap(holders.size() + fillers.size());
    for (var holder : holders) {
      add(byNode, candidate(nodes, holder, HolderState.HOLDING, Grant.NONE), all);
    }
    for (var filler : fillers) {
      var state = filler.resting() ? HolderState.SPARSE : HolderState.FILLING;
      add(byNode, candidate(nodes, filler.trace(), state, filler.grant()), all);
    }
    return List.copyOf(byNode.values());
  }

  private static void add(Map<NodeId, Candidate> byNode, @Nullable Candidate found, boolean all) {
    if (found != null && (all || found.isLive())) {
      byNode.merge(found.node().id(), found, Traces::better);
    }
  }

  /** A node that has the whole version may still be ending its fill. */
  private static Candidate better(Candidate one, Candidate other) {
    return one.confirmed() || !other.confirmed() ? one : other;
  }

  private @Nullable Candidate candidate(
      NodeDirectory nodes, Trace trace, HolderState state, Grant grant) {
    var entry = nodes.find(trace.nodeKey());
    if (entry == null || purgedPart > entry.purgedThrough()) {
      return null;
    }
    return new Candidate(
        entry.at(at),
        state,
        entry.member().incarnation() == trace.incarnation(),
        state == HolderState.HOLDING && entry.disputed(),
        grant,
        Suspicion.of(accused.contains(trace.nodeKey()), entry.complainers()));
  }
}
