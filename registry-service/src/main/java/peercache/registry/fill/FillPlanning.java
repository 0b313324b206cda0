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
    var zone = runs.zoneOf(key.node(), key.incarnation());
    var failed = Set.copyOf(request.failedSources());
    var token = originIfNeeded(key, failed);
    fillers.put(key, properties.lease(), 0, false);
    return plan(key, zone, failed, token);
  }

  /**
   * A node that fills from others goes on from the origin here, if the one that had the grant died
   * and nobody has the whole version. One that rests wants nothing, from the origin least of all.
   */
  @Transactional
  FillPlan renew(VersionId version, FillRenewal renewal) {
    var key = new FillKey(version, renewal.node(), renewal.incarnation());
    var zone = runs.zoneOf(key.node(), key.incarnation());
    var token =
        renewal.resting()
            ? givenBack(key)
            : renewedToken(key, renewal.originToken(), renewal.verifiedPieces());
    fillers.put(key, properties.lease(), renewal.verifiedPieces(), renewal.resting());
    return plan(key, zone, Set.of(), token);
  }

  @Transactional
  void end(FillKey key) {
    var _ = runs.zoneOf(key.node(), key.incarnation());
    grants.giveBack(key);
    fillers.remove(key);
  }

  private OptionalLong givenBack(FillKey key) {
    grants.giveBack(key);
    return OptionalLong.empty();
  }

  private OptionalLong renewedToken(FillKey key, @Nullable Long token, int verifiedPieces) {
    if (token == null) {
      return originIfNeeded(key, Set.of());
    }
    if (!grants.renew(key, token, verifiedPieces)) {
      throw new Refusal.FillTaken(key.version(), token);
    }
    return OptionalLong.of(token);
  }

  /**
   * A filler announces the whole version before it gives its grant back, so a second look after the
   * grant was taken cannot miss a node that has become whole meanwhile. Where another node is seen
   * to have the grant it is not tried for: that would line all who ask up behind one row.
   */
  private OptionalLong originIfNeeded(FillKey key, Set<NodeId> failed) {
    var before = candidates.of(key.version(), false);
    if (OriginNeed.of(before, key.node(), failed)) {
      var token = grants.isElsewhere(key) ? OptionalLong.empty() : grants.take(key);
      if (token.isEmpty()) {
        return count("elsewhere", token);
      }
      if (OriginNeed.of(candidates.of(key.version(), false), key.node(), failed)) {
        return count("granted", token);
      }
    }
    grants.giveBack(key);
    return count("not-needed", OptionalLong.empty());
  }

  private OptionalLong count(String outcome, OptionalLong token) {
    meters.counter("peercache.registry.grants", "outcome", outcome).increment();
    return token;
  }

  private FillPlan plan(FillKey key, Zone zone, Set<NodeId> failed, OptionalLong token) {
    List<Candidate> all = candidates.of(key.version(), false);
    var unwanted = new HashSet<>(failed);
    unwanted.add(key.node());
    var order = new Ranking(zone, key.version().hex() + key.node(), unwanted, true);
    var sources =
        order.rank(all).ranked().stream().limit(MAX_SOURCES).map(FillPlanning::source).toList();
    return new FillPlan(
        sources,
        token.isPresent() ? token.getAsLong() : null,
        properties.lease(),
        properties.renewEvery());
  }

  private static FillPlan.Source source(Holder holder) {
    return new FillPlan.Source(holder.id(), holder.baseUri(), holder.zone(), holder.state());
  }
}
