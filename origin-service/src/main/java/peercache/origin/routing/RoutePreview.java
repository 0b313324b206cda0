package peercache.origin.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import peercache.api.Holders;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.origin.membership.Membership;
import peercache.origin.registry.Registry;

/**
 * Says what {@link Router} would decide, from an answer of the registry of this moment. Gives no
 * fill to any node and leaves no trace.
 */
@Component
public final class RoutePreview {
  private static final int ALL_HOLDERS = 64;

  private final Router router;
  private final Registry registry;
  private final NearCache near;
  private final Membership membership;
  private final NodeUris uris;

  RoutePreview(
      Router router, Registry registry, NearCache near, Membership membership, NodeUris uris) {
    this.router = router;
    this.registry = registry;
    this.near = near;
    this.membership = membership;
    this.uris = uris;
  }

  /** Waits for the registry, bounded. */
  public Preview preview(RouteRequest request) {
    var version = request.version();
    Zone zone = membership.zoneOf(request.client().getAddress());
    if (version == null || !registry.isConfigured()) {
      var reason = version == null ? Reason.UNSETTLED : Reason.NO_REGISTRY;
      return Preview.ofOriginAlone(reason, zone, "was not asked", 0);
    }
    double requests = near.demand(version, request.client().getAddress());
    var answer = ask(request, version, requests);
    if (answer == null) {
      return Preview.ofOriginAlone(Reason.REGISTRY_AWAY, zone, "did not answer", requests);
    }
    long caller = Rendezvous.caller(request.client());
    var route =
        router
            .withoutHolders(request)
            .orElseGet(() ->
                RoutePolicy.choose(
                    answer.holders(),
                    Duration.ZERO,
                    Set.of(),
                    Set.of(),
                    router.unusable(version),
                    caller));
    String uri =
        route instanceof Route.ToNode(var holder, var alternates, var reason)
            ? uris.of(holder, version, request.path(), Set.of())
            : null;
    return new Preview(
        route,
        uri,
        answer.zone(),
        "answered",
        requests,
        answer.reckoning() == null ? null : answer.reckoning().demand(),
        ranked(answer, version, caller),
        rejected(answer));
  }

  private @Nullable Holders ask(RouteRequest request, VersionId version, double requests) {
    String client = HolderAnswers.withoutScope(request.client().getAddress().getHostAddress());
    try {
      return registry
          .ask(api ->
              HolderAnswers.complete(
                  api.holders(version, client, ALL_HOLDERS, null, null, List.of(), true, requests)))
          .get(registry.timeout().toMillis() + 100, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private List<Preview.Ranked> ranked(Holders answer, VersionId version, long caller) {
    var merits = new HashMap<NodeId, Holders.Merit>();
    if (answer.reckoning() != null && answer.reckoning().merits() != null) {
      answer.reckoning().merits().forEach(merit -> merits.put(merit.id(), merit));
    }
    var holders = new ArrayList<>(answer.holders());
    holders.sort(RoutePolicy.byRank(caller));
    return holders.stream()
        .map(holder ->
            new Preview.Ranked(holder, merits.get(holder.id()), router.describe(holder, version)))
        .toList();
  }

  private static List<Holders.Rejected> rejected(Holders answer) {
    return answer.rejected() == null ? List.of() : answer.rejected();
  }
}
