package peercache.registry.ranking;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import peercache.api.Holder;
import peercache.api.HolderState;
import peercache.api.Holders;
import peercache.api.Holders.Rejected;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.Zone;

/**
 * Orders those who have a version for one caller. Nearer is better; at equal nearness a node that
 * holds the version is better than one that is filling it, and that one better than one that has
 * some of it and goes on only when it is asked; then the one with more headroom. Nodes equal in all
 * of these share a tier, and stand in it in the caller's own order, so that many callers spread
 * evenly. Pure.
 *
 * @param zone of the caller
 * @param key the caller's own order of equal nodes depends on it
 * @param excluded not to be named
 * @param pressed whether there are more callers than those who hold the version can bear: then a
 *     node that is filling it is as good as one that holds it
 * @param forFill whether it is another node that asks, to fill from those who are named. Nodes that
 *     are draining serve it, but get no new callers; those whose holdings are disputed are tried.
 *     From a node of which several others complained it does not fill anything
 */
public record Ranking(
    Zone zone, String key, Set<NodeId> excluded, boolean pressed, boolean forFill) {
  public Ranking {
    excluded = Set.copyOf(excluded);
  }

  /** For callers of a version that is not in great demand. */
  public static Ranking forCallers(Zone zone, String key, Set<NodeId> excluded) {
    return new Ranking(zone, key, excluded, false, false);
  }

  /** For a node that fills. */
  public static Ranking forFill(Zone zone, String key, Set<NodeId> excluded) {
    return new Ranking(zone, key, excluded, false, true);
  }

  public Ranking underPressure() {
    return new Ranking(zone, key, excluded, true, forFill);
  }

  /** What decides before the order of the caller does. */
  private record Merit(Nearness nearness, HolderState state, Headroom headroom)
      implements Comparable<Merit> {
    @Override
    public int compareTo(Merit other) {
      int order = nearness.compareTo(other.nearness);
      if (order == 0) {
        order = state.compareTo(other.state);
      }
      return order == 0 ? headroom.compareTo(other.headroom) : order;
    }
  }

  /** With its merit and its weight, which cost more than all the comparisons by them. */
  private record Judged(Candidate candidate, Merit merit, long weight)
      implements Comparable<Judged> {
    String name() {
      return candidate.node().id().value();
    }

    @Override
    public int compareTo(Judged other) {
      int order = merit.compareTo(other.merit);
      if (order == 0) {
        order = Long.compare(other.weight, weight);
      }
      return order == 0 ? name().compareTo(other.name()) : order;
    }
  }

  /**
   * @param ranked best first
   * @param order the same, with all that is known of them
   * @param rejected with the reason for each
   */
  public record Ranked(List<Holder> ranked, List<Candidate> order, List<Rejected> rejected) {}

  /** Those of a ranking to which the callers of the zone are sent: none is nearer. */
  public List<Candidate> nearest(Ranked ranking) {
    if (ranking.order().isEmpty()) {
      return List.of();
    }
    var best = nearness(ranking.order().getFirst());
    return ranking.order().stream()
        .takeWhile(candidate -> nearness(candidate).equals(best))
        .toList();
  }

  /** What decided about a node's place, in words. */
  public Holders.Merit explain(Candidate candidate) {
    var node = candidate.node();
    return new Holders.Merit(
        node.id(),
        nearness(candidate).words(),
        node.headroom().name().toLowerCase(Locale.ROOT),
        switch (candidate.suspicion()) {
          case NONE -> "none";
          case AS_SOURCE -> "several nodes got wrong bytes from it lately: no node fills from it";
          case OF_THIS_VERSION -> "a node got wrong bytes of the version from it lately";
        });
  }

  private Nearness nearness(Candidate candidate) {
    return Nearness.between(zone, candidate.node().zone());
  }

  public Ranked rank(List<Candidate> candidates) {
    var rejected = new ArrayList<Rejected>();
    var accepted = new ArrayList<Judged>(candidates.size());
    var near = new HashMap<Zone, Nearness>();
    long seed = Rendezvous.seed(key);
    for (var candidate : candidates) {
      var node = candidate.node();
      var objection = objection(candidate);
      if (objection.isPresent()) {
        rejected.add(new Rejected(node.id(), objection.get()));
      } else {
        var nearness = near.computeIfAbsent(node.zone(), there -> Nearness.between(zone, there));
        long weight = Rendezvous.weight(seed, node.id().value());
        accepted.add(new Judged(candidate, merit(candidate, nearness), weight));
      }
    }
    accepted.sort(null);
    return new Ranked(
        tiered(accepted), accepted.stream().map(Judged::candidate).toList(), List.copyOf(rejected));
  }

  private Optional<String> objection(Candidate candidate) {
    var node = candidate.node();
    if (excluded.contains(node.id())) {
      return Optional.of("excluded by the request");
    }
    if (node.state() == NodeState.LOST) {
      return Optional.of("lost: its lease ended, or it left");
    }
    if (node.unnamed() != null) {
      return Optional.of(node.unnamed());
    }
    if (!candidate.confirmed()) {
      return Optional.of("its running incarnation has not confirmed the version");
    }
    if (candidate.disputed() && !forFill) {
      return Optional.of("disputed: its inventory, which is on its way, tells what it holds");
    }
    if (node.state() == NodeState.DRAINING && !forFill) {
      return Optional.of("draining: gets no new callers");
    }
    return switch (candidate.suspicion()) {
      case NONE -> Optional.empty();
      case AS_SOURCE ->
          forFill ? Optional.of("several nodes got wrong bytes from it lately") : Optional.empty();
      case OF_THIS_VERSION -> Optional.of("a node got wrong bytes of the version from it lately");
    };
  }

  private Merit merit(Candidate candidate, Nearness nearness) {
    var state =
        pressed && candidate.state() == HolderState.FILLING
            ? HolderState.HOLDING
            : candidate.state();
    return new Merit(nearness, state, candidate.node().headroom());
  }

  private static List<Holder> tiered(List<Judged> ordered) {
    var holders = new ArrayList<Holder>(ordered.size());
    int tier = 0;
    for (int i = 0; i < ordered.size(); i++) {
      var judged = ordered.get(i);
      if (i > 0 && !judged.merit().equals(ordered.get(i - 1).merit())) {
        tier++;
      }
      var node = judged.candidate().node();
      holders.add(
          new Holder(
              node.id(),
              node.baseUri(),
              node.internalUri(),
              node.zone(),
              judged.candidate().state(),
              tier,
              node.leaseRemaining()));
    }
    return List.copyOf(holders);
  }
}
