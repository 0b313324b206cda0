package peercache.registry.fill;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import peercache.api.FillPlan;
import peercache.api.FillRenewal;
import peercache.api.FillRequest;
import peercache.api.Holder;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.edge.Outcomes;
import peercache.registry.node.Runs;
import peercache.registry.observation.Words;
import peercache.registry.ranking.Candidate;
import peercache.registry.ranking.Candidates;
import peercache.registry.ranking.Grant;
import peercache.registry.ranking.Ranking;
import peercache.registry.refusal.Refusal;

/**
 * Tells a node where to fill a version from, and watches over it while it does. Each statement
 * stands for itself: what one of them leaves behind that the next one should have taken back ends
 * by its own lease. A node is known as one that fills before it can have the grant.
 */
@Service
class FillPlanning {
  private static final int MAX_SOURCES = 64;

  private final Runs runs;
  private final Candidates candidates;
  private final Grants grants;
  private final Fillers fillers;
  private final Words words;
  private final FillProperties properties;
  private final Outcomes outcomes;

  FillPlanning(
      Runs runs,
      Candidates candidates,
      Grants grants,
      Fillers fillers,
      Words words,
      FillProperties properties,
      MeterRegistry meters) {
    this.runs = runs;
    this.candidates = candidates;
    this.grants = grants;
    this.fillers = fillers;
    this.words = words;
    this.properties = properties;
    this.outcomes =
        new Outcomes(
            meters,
            "peercache.registry.grants",
            "Requests for the leave to ask the origin",
            "granted",
            "elsewhere",
            "not-needed");
  }

  FillPlan plan(VersionId version, FillRequest request) {
    var key = new FillKey(version, request.node(), request.incarnation());
    var failed = Set.copyOf(request.failedSources());
    var zone = put(key, request.origin(), 0, false);
    if (!failed.isEmpty()) {
      words.ofFiller(request.node(), failed);
    }
    return plan(key, zone, failed, originIfNeeded(key, failed));
  }

  /**
   * A node that fills from others goes on from the origin here, if the one that had the grant died
   * and nobody has the whole version. One that rests wants nothing, from the origin least of all.
   */
  FillPlan renew(VersionId version, FillRenewal renewal) {
    var key = new FillKey(version, renewal.node(), renewal.incarnation());
    var zone = put(key, null, renewal.verifiedPieces(), renewal.resting());
    var need =
        renewal.resting()
            ? givenBack(key, candidates.of(version, false))
            : renewed(key, renewal.originToken(), renewal.verifiedPieces());
    return plan(key, zone, Set.of(), need);
  }

  private Zone put(FillKey key, @Nullable OriginId origin, int verifiedPieces, boolean resting) {
    return fillers
        .put(key, origin, properties.believedFor(), verifiedPieces, resting)
        .orElseThrow(() -> runs.refusal(key.node(), key.incarnation()));
  }

  void end(FillKey key) {
    grants.giveBack(key);
    if (!fillers.remove(key)) {
      var _ = runs.zoneOf(key.node(), key.incarnation());
    }
  }

  /**
   * Who has the version, seen after it was decided about the origin.
   *
   * @param token nothing if the node is not to ask the origin
   */
  private record Need(OptionalLong token, List<Candidate> candidates) {
    boolean granted() {
      return token.isPresent();
    }
  }

  private Need givenBack(FillKey key, List<Candidate> found) {
    if (has(found, one -> one.grant() != Grant.NONE && one.node().id().equals(key.node()))) {
      grants.giveBack(key);
    }
    return new Need(OptionalLong.empty(), found);
  }

  private static boolean has(List<Candidate> candidates, Predicate<Candidate> such) {
    return candidates.stream().anyMatch(such);
  }

  private Need renewed(FillKey key, @Nullable Long token, int verifiedPieces) {
    if (token == null) {
      return originIfNeeded(key, Set.of());
    }
    if (!grants.renew(key, token, verifiedPieces)) {
      throw new Refusal.FillTaken(key.version(), token);
    }
    return new Need(OptionalLong.of(token), candidates.of(key.version(), false));
  }

  /**
   * A filler announces the whole version before it gives its grant back, so a second look after the
   * grant was taken cannot miss a node that has become whole meanwhile; nor can one after it was
   * taken by another node miss that one. Where another node is seen to have the grant it is not
   * tried for: that would line all who ask up behind one row.
   */
  private Need originIfNeeded(FillKey key, Set<NodeId> failed) {
    var found = candidates.of(key.version(), false);
    if (OriginNeed.of(found, key.node(), failed)) {
      if (has(found, one -> one.grant() == Grant.TAKEN && !one.node().id().equals(key.node()))) {
        return count("elsewhere", new Need(OptionalLong.empty(), found));
      }
      var token = grants.take(key);
      found = candidates.of(key.version(), false);
      if (token.isEmpty()) {
        return count("elsewhere", new Need(token, found));
      }
      if (OriginNeed.of(found, key.node(), failed)) {
        return count("granted", new Need(token, found));
      }
    }
    return count("not-needed", givenBack(key, found));
  }

  private Need count(String outcome, Need need) {
    outcomes.count(outcome);
    return need;
  }

  private FillPlan plan(FillKey key, Zone zone, Set<NodeId> failed, Need need) {
    var unwanted = new HashSet<>(failed);
    unwanted.add(key.node());
    var order = Ranking.forFill(zone, key.version().hex() + key.node(), unwanted);
    var sources =
        order.rank(need.candidates()).ranked().stream()
            .limit(MAX_SOURCES)
            .map(FillPlanning::source)
            .toList();
    return new FillPlan(
        sources,
        need.granted() ? need.token().getAsLong() : null,
        need.granted() ? properties.lease() : properties.believedFor(),
        properties.renewEvery(need.granted()));
  }

  private static FillPlan.Source source(Holder holder) {
    return new FillPlan.Source(holder.id(), holder.uriForServices(), holder.zone(), holder.state());
  }
}
