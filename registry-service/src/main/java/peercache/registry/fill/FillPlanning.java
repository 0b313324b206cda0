package peercache.registry.fill;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import peercache.api.FillPlan;
import peercache.api.FillRenewal;
import peercache.api.FillRequest;
import peercache.api.Holder;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.registry.node.Runs;
import peercache.registry.ranking.Candidate;
import peercache.registry.ranking.Candidates;
import peercache.registry.ranking.Grant;
import peercache.registry.ranking.Ranking;
import peercache.registry.refusal.Refusal;

/** Tells a node where to fill a version from, and watches over it while it does. */
@Service
class FillPlanning {
  private static final int MAX_SOURCES = 64;

  private final Runs runs;
  private final Candidates candidates;
  private final Grants grants;
  private final Fillers fillers;
  private final FillProperties properties;
  private final MeterRegistry meters;

  FillPlanning(
      Runs runs,
      Candidates candidates,
      Grants grants,
      Fillers fillers,
      FillProperties properties,
      MeterRegistry meters) {
    this.runs = runs;
    this.candidates = candidates;
    this.grants = grants;
    this.fillers = fillers;
    this.properties = properties;
    this.meters = meters;
  }

  @Transactional
  FillPlan plan(VersionId version, FillRequest request) {
    var key = new FillKey(version, request.node(), request.incarnation());
    var failed = Set.copyOf(request.failedSources());
    var need = originIfNeeded(key, failed);
    return plan(key, put(key, 0, false), failed, need);
  }

  /**
   * A node that fills from others goes on from the origin here, if the one that had the grant died
   * and nobody has the whole version. One that rests wants nothing, from the origin least of all.
   */
  @Transactional
  FillPlan renew(VersionId version, FillRenewal renewal) {
    var key = new FillKey(version, renewal.node(), renewal.incarnation());
    var need =
        renewal.resting()
            ? givenBack(key, candidates.of(version, false))
            : renewed(key, renewal.originToken(), renewal.verifiedPieces());
    var zone = put(key, renewal.verifiedPieces(), renewal.resting());
    return plan(key, zone, Set.of(), need);
  }

  private Zone put(FillKey key, int verifiedPieces, boolean resting) {
    return fillers
        .put(key, properties.lease(), verifiedPieces, resting)
        .orElseThrow(() -> runs.refusal(key.node(), key.incarnation()));
  }

  @Transactional
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
  private record Need(OptionalLong token, List<Candidate> candidates) {}

  private Need givenBack(FillKey key, List<Candidate> found) {
    grants.giveBack(key);
    return new Need(OptionalLong.empty(), found);
  }

  private Need renewed(FillKey key, @Nullable Long token, int verifiedPieces) {
    if (token == null) {
      return originIfNeeded(key, Set.of());
    }
    if (!grants.renew(key, token, verifiedPieces)) {
      var _ = runs.zoneOf(key.node(), key.incarnation());
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
      if (isTakenElsewhere(found, key.node())) {
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

  private static boolean isTakenElsewhere(List<Candidate> candidates, NodeId asker) {
    return candidates.stream()
        .anyMatch(one -> one.grant() == Grant.TAKEN && !one.node().id().equals(asker));
  }

  private Need count(String outcome, Need need) {
    meters.counter("peercache.registry.grants", "outcome", outcome).increment();
    return need;
  }

  private FillPlan plan(FillKey key, Zone zone, Set<NodeId> failed, Need need) {
    var unwanted = new HashSet<>(failed);
    unwanted.add(key.node());
    var order = new Ranking(zone, key.version().hex() + key.node(), unwanted, true);
    var sources =
        order.rank(need.candidates()).ranked().stream()
            .limit(MAX_SOURCES)
            .map(FillPlanning::source)
            .toList();
    return new FillPlan(
        sources,
        need.token().isPresent() ? need.token().getAsLong() : null,
        properties.lease(),
        properties.renewEvery());
  }

  private static FillPlan.Source source(Holder holder) {
    return new FillPlan.Source(holder.id(), holder.baseUri(), holder.zone(), holder.state());
  }
}
