package peercache.registry.placement;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import peercache.api.Holder;
import peercache.api.HolderState;
import peercache.api.Holders;
import peercache.api.Holders.Rejected;
import peercache.api.NodeId;
import peercache.api.Zone;
import peercache.edge.Outcomes;
import peercache.registry.fill.DemandPolicy;
import peercache.registry.fill.FillAssignment;
import peercache.registry.ranking.Candidate;
import peercache.registry.ranking.Candidates;
import peercache.registry.ranking.Grant;
import peercache.registry.ranking.Nearness;
import peercache.registry.ranking.Ranking;
import peercache.registry.ranking.Ranking.Ranked;
import peercache.registry.refusal.Refusal.BadField;
import peercache.registry.zone.ZoneProperties;
import peercache.registry.zone.ZoneRules;

/** Answers where a version can be had; if nobody has it, gives its fill to a node first. */
@Service
class Lookup {
  /** As many nodes as an explanation may be long. */
  private static final int MAX_EXPLAINED = 1_000;

  private final ZoneRules zones;
  private final Candidates candidates;
  private final FillAssignment fills;
  private final DemandPolicy demand;
  private final Outcomes outcomes;

  Lookup(
      ZoneProperties zones,
      Candidates candidates,
      FillAssignment fills,
      DemandPolicy demand,
      MeterRegistry meters) {
    this.zones = zones.rules();
    this.candidates = candidates;
    this.fills = fills;
    this.demand = demand;
    this.outcomes =
        new Outcomes(
            meters,
            "peercache.registry.lookups",
            "Look-ups by the most that a node has of the version",
            "held",
            "filling",
            "sparse",
            "nobody");
  }

  /** What is known of a version at one moment, in the order for one caller. */
  private record View(List<Candidate> candidates, Ranked ranked) {
    /** The node that may ask the origin while nobody has the whole version. */
    @Nullable NodeId fill() {
      return candidates.stream().anyMatch(Candidate::isWhole)
          ? null
          : candidates.stream()
              .filter(one -> one.grant() != Grant.NONE)
              .map(candidate -> candidate.node().id())
              .findFirst()
              .orElse(null);
    }

    /** Whether a node may turn out to have it within a moment: no time to fill it again. */
    boolean isDisputed() {
      return candidates.stream().anyMatch(one -> one.isWhole() && one.disputed());
    }

    String outcome() {
      return ranked.ranked().stream()
          .map(Holder::state)
          .min(Comparator.naturalOrder())
          .map(best ->
              switch (best) {
                case HOLDING -> "held";
                case FILLING -> "filling";
                case SPARSE -> "sparse";
              })
          .orElse("nobody");
    }
  }

  Holders find(HoldersQuery query) {
    var zone = zone(query.client());
    var key = query.version().hex() + Objects.requireNonNullElse(query.client(), "");
    var ranking = Ranking.forCallers(zone, key, query.excluded());
    var view = view(query, ranking);
    if (view.ranked().ranked().isEmpty() && query.fillSize() != null && !view.isDisputed()) {
      fills.assign(query.version(), query.fillSize(), zone, query.excluded());
      view = view(query, ranking);
    }
    var verdict = verdict(query, ranking, view);
    if (verdict != null && verdict.more() > 0 && spread(query, ranking, view, verdict.more())) {
      view = view(query, ranking);
    }
    if (verdict != null && verdict.pressed()) {
      view = new View(view.candidates(), ranking.underPressure().rank(view.candidates()));
    }
    outcomes.count(view.outcome());
    return new Holders(
        query.version(),
        zone,
        view.ranked().ranked().stream().limit(query.limit()).toList(),
        view.fill(),
        query.explain() ? explanation(query, view) : List.of(),
        query.explain() ? reckoning(query, ranking, view, verdict) : null);
  }

  private static Holders.Reckoning reckoning(
      HoldersQuery query, Ranking ranking, View view, DemandPolicy.@Nullable Verdict verdict) {
    var merits = view.ranked().order().stream().limit(query.limit()).map(ranking::explain).toList();
    return new Holders.Reckoning(merits, verdict == null ? null : verdict.why());
  }

  private DemandPolicy.@Nullable Verdict verdict(HoldersQuery query, Ranking ranking, View view) {
    return query.demand() == null
        ? null
        : demand.judge(query.demand(), ranking.nearest(view.ranked()));
  }

  /**
   * @return whether there was any further node that could take it
   */
  private boolean spread(HoldersQuery query, Ranking ranking, View view, int more) {
    if (query.fillSize() == null) {
      return false;
    }
    var having =
        view.candidates().stream()
            .filter(candidate -> candidate.state() != HolderState.SPARSE)
            .map(candidate -> candidate.node().id())
            .collect(Collectors.toSet());
    var nearest = ranking.nearest(view.ranked()).getFirst().node().zone();
    return fills.spread(
        query.version(),
        query.fillSize(),
        ranking.zone(),
        Nearness.between(ranking.zone(), nearest),
        query.excluded(),
        having,
        more);
  }

  private Zone zone(@Nullable String client) {
    if (client == null) {
      return Zone.DEFAULT;
    }
    try {
      return zones.zoneOf(client);
    } catch (IllegalArgumentException e) {
      throw new BadField("client", "must be an IPv4 or IPv6 address");
    }
  }

  private View view(HoldersQuery query, Ranking ranking) {
    var found = candidates.of(query.version(), query.explain());
    return new View(found, ranking.rank(found));
  }

  private List<Rejected> explanation(HoldersQuery query, View view) {
    var reasons = new ArrayList<>(view.ranked().rejected());
    view.ranked().ranked().stream()
        .skip(query.limit())
        .forEach(holder -> reasons.add(new Rejected(holder.id(), "beyond the limit")));
    var named = new HashSet<NodeId>();
    view.candidates().forEach(candidate -> named.add(candidate.node().id()));
    candidates.members(true).stream()
        .filter(member -> !named.contains(member.id()))
        .forEach(member ->
            reasons.add(
                new Rejected(
                    member.id(),
                    Objects.requireNonNullElse(
                        member.unnamed(), "neither has nor fills the version"))));
    return reasons.stream().limit(MAX_EXPLAINED).toList();
  }
}
