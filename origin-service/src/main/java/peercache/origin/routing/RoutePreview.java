package peercache.origin.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import peercache.api.Holders;
import peercache.api.VersionId;
import peercache.api.Zone;
import peercache.origin.membership.Membership;
import peercache.origin.reachability.NodeWatch;
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
  private final Membership membership;
  private final NodeWatch nodes;
  private final NodeUris uris;

  RoutePreview(
      Router router, Registry registry, Membership membership, NodeWatch nodes, NodeUris uris) {
    this.router = router;
    this.registry = registry;
    this.membership = membership;
    this.nodes = nodes;
    this.uris = uris;
  }

  /** Waits for the registry, bounded. */
  public Preview preview(RouteRequest request) {
    var version = request.version();
    Zone zone = membership.zoneOf(request.client().getAddress());
    if (version == null || !registry.isConfigured()) {
      var reason = version == null ? Reason.UNSETTLED : Reason.NO_REGISTRY;
      return new Preview(new Route.Here(reason), null, zone, "was not asked", List.of(), List.of());
    }
    var answer = ask(request, version);
    if (answer == null) {
      return new Preview(
          new Route.Here(Reason.REGISTRY_AWAY), null, zone, "did not answer", List.of(), List.of());
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
                    nodes::isUnreachable,
                    caller));
    String uri =
        route instanceof Route.ToNode(var holder, var alternates, var reason)
            ? uris.of(holder, version, request.path(), Set.of())
            : null;
    return new Preview(
        route, uri, answer.zone(), "answered", ranked(answer, caller), rejected(answer));
  }

  private @Nullable Holders ask(RouteRequest request, VersionId version) {
    String client = HolderAnswers.withoutScope(request.client().getAddress().getHostAddress());
    try {
      return registry
          .ask(api ->
              HolderAnswers.complete(
                  api.holders(version, client, ALL_HOLDERS, null, null, List.of(), true)))
          .get(registry.timeout().toMillis() + 100, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private List<Preview.Ranked> ranked(Holders answer, long caller) {
    var holders = new ArrayList<>(answer.holders());
    holders.sort(RoutePolicy.byRank(caller));
    return holders.stream()
        .map(holder -> new Preview.Ranked(holder, nodes.describe(holder)))
        .toList();
  }

  private static List<Holders.Rejected> rejected(Holders answer) {
    return answer.rejected() == null ? List.of() : answer.rejected();
  }
}
