package peercache.registry.preheat;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import peercache.api.NodeId;
import peercache.api.PreheatRequest;
import peercache.api.PreheatStatus;
import peercache.api.PreheatStatus.State;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.edge.Outcomes;
import peercache.registry.ranking.Candidates;
import peercache.registry.ranking.Member;
import peercache.registry.refusal.Refusal;
import peercache.registry.selection.Selections;

/**
 * Decides which node is to hold what, and orders it. The fills themselves are as any: the origin
 * conveys each version once, however many nodes are to hold it.
 */
@Service
class Preheating {
  private static final Logger log = LoggerFactory.getLogger(Preheating.class);

  private final Selections selections;
  private final Candidates candidates;
  private final Preheats preheats;
  private final PreheatProperties properties;
  private final Outcomes outcomes;

  Preheating(
      Selections selections,
      Candidates candidates,
      Preheats preheats,
      PreheatProperties properties,
      MeterRegistry meters) {
    this.selections = selections;
    this.candidates = candidates;
    this.preheats = preheats;
    this.properties = properties;
    this.outcomes = new Outcomes(meters, "peercache.registry.preheats", "Preheats", "begun");
  }

  /** What is to be where. */
  private record Plan(List<Placed> placed, int unplaced) {}

  PreheatStatus begin(PreheatRequest request) {
    var versions = selections.resolve(request.selection(), false);
    var plan = plan(request, versions);
    long key =
        preheats.add(
            request.origin(),
            versions.size(),
            plan.unplaced(),
            places(request),
            request.withinOrHour(),
            plan.placed());
    outcomes.count("begun");
    log.info(
        "preheat {} of {} versions of {} on nodes: {}",
        key,
        versions.size(),
        request.origin(),
        plan.placed().size());
    return status(Long.toString(key));
  }

  /** Empty for anywhere; null if nodes are named. */
  private static @Nullable List<Zone> places(PreheatRequest request) {
    if (request.nodes() != null) {
      return null;
    }
    return request.zones() == null ? List.of() : request.zones();
  }

  private Plan plan(PreheatRequest request, Map<VersionId, Long> versions) {
    var members = candidates.members(false);
    var holders = preheats.holders(versions.keySet());
    var named = request.nodes();
    var placements = named == null ? placements(request) : List.<PreheatPlacement>of();
    if (named != null) {
      requireKnown(named, members);
    }
    var placed = new ArrayList<Placed>();
    int unplaced = 0;
    for (var version : versions.entrySet()) {
      var held = holders.getOrDefault(version.getKey(), Set.of());
      for (var placement : placements) {
        var chosen = placement.choose(version.getKey(), version.getValue(), members, held);
        chosen.forEach(member -> add(placed, version.getKey(), member.id(), held));
        unplaced += placement.copies() - chosen.size();
      }
      if (named != null) {
        named.stream().distinct().forEach(node -> add(placed, version.getKey(), node, held));
      }
    }
    return new Plan(placed.stream().distinct().toList(), unplaced);
  }

  private static List<PreheatPlacement> placements(PreheatRequest request) {
    var zones = request.zones();
    return zones == null
        ? List.of(new PreheatPlacement(null, request.copiesOrOne()))
        : zones.stream().map(zone -> new PreheatPlacement(zone, request.copiesOrOne())).toList();
  }

  private static void requireKnown(List<NodeId> named, List<Member> members) {
    for (var node : named) {
      if (members.stream().noneMatch(member -> member.id().equals(node))) {
        throw new Refusal.BadField("nodes", "must be live nodes, but there is no " + node);
      }
    }
  }

  private void add(List<Placed> placed, VersionId version, NodeId node, Set<NodeId> held) {
    if (placed.size() == properties.maxItems()) {
      throw new Refusal.TooLarge(
          "these are more than %d versions on nodes; name fewer".formatted(properties.maxItems()));
    }
    placed.add(new Placed(version, node, held.contains(node)));
  }

  /**
   * @throws Refusal if there is no such preheat any more
   */
  PreheatStatus status(String id) {
    var preheat =
        number(id).flatMap(preheats::find).orElseThrow(() -> new Refusal.Unknown("preheat", id));
    var counts = preheats.counts(preheat);
    return new PreheatStatus(
        id,
        counts.waiting() + counts.filling() == 0 ? State.DONE : State.RUNNING,
        preheat.createdAt(),
        preheat.expiresAt(),
        preheat.versions(),
        preheat.unplaced(),
        counts,
        preheats.items(preheat, PreheatStatus.MAX_ITEMS));
  }

  private static Optional<Long> number(String id) {
    try {
      return Optional.of(Long.parseLong(id));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
