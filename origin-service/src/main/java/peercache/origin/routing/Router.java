package peercache.origin.routing;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import peercache.api.Holder;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.origin.reachability.NodeWatch;
import peercache.origin.reachability.Probes;
import peercache.origin.registry.Registry;

/** Finds the route of each request. Thread-safe. */
@Component
public final class Router {
  /** How long a caller waits for a probe at most. */
  private static final Duration PROBE_WAIT = Duration.ofMillis(300);

  /** A probe is repeated behind the requests before it has lost its force. */
  private static final Duration PROBE_AGAIN = Duration.ofMillis(200);

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(RoutingProperties.class)
  static class Properties {}

  private final long redirectMinSize;
  private final Registry registry;
  private final NearCache near;
  private final Departed departed;
  private final NodeWatch nodes;
  private final Probes probes;
  private final Attempts attempts;
  private final NodeUris uris;

  Router(
      RoutingProperties properties,
      Registry registry,
      NearCache near,
      Departed departed,
      NodeWatch nodes,
      Probes probes,
      Attempts attempts,
      NodeUris uris) {
    this.redirectMinSize = properties.redirectMinSize().toBytes();
    this.registry = registry;
    this.near = near;
    this.departed = departed;
    this.nodes = nodes;
    this.probes = probes;
    this.attempts = attempts;
    this.uris = uris;
  }

  /** The route, if it can be told without waiting; never blocks. */
  public Optional<Route> routeNow(RouteRequest request) {
    return Optional.ofNullable(route(request, false));
  }

  /** The route; waits for the registry or a node if need be, bounded. */
  public Route route(RouteRequest request) {
    var route = route(request, true);
    return route != null ? route : new Route.Here(Reason.FAILED_ATTEMPT);
  }

  /** What stands against any redirect of this request, as {@code /explain} shows it. */
  Optional<Route> withoutHolders(RouteRequest request) {
    return RoutePolicy.withoutHolders(request, redirectMinSize);
  }

  private @Nullable Route route(RouteRequest request, boolean mayWait) {
    var early = withoutHolders(request);
    var version = request.version();
    if (early.isPresent() || version == null) {
      return early.orElse(null);
    }
    if (!registry.isConfigured()) {
      return new Route.Here(Reason.NO_REGISTRY);
    }
    var answer = near.fresh(version, request.size(), request.client().getAddress());
    if (answer == null) {
      if (!mayWait && registry.mayAnswer()) {
        return null;
      }
      answer = ask(request, version);
    }
    if (answer == null) {
      return new Route.Here(Reason.REGISTRY_AWAY);
    }
    return amongHolders(request, version, answer, mayWait);
  }

  private NearCache.@Nullable Answer ask(RouteRequest request, VersionId version) {
    var caller = request.client().getAddress();
    return registry.mayAnswer()
        ? near.ask(version, request.size(), caller)
        : near.askBehind(version, request.size(), caller);
  }

  /**
   * All nodes that could be this request's route, best first, none if it is to be served here.
   * Waits for the registry if need be, bounded; leaves no trace but the fill that is given out if
   * there is no holder.
   */
  public List<Holder> holders(RouteRequest request) {
    var version = request.version();
    if (version == null || withoutHolders(request).isPresent() || !registry.isConfigured()) {
      return List.of();
    }
    var fresh = near.fresh(version, request.size(), request.client().getAddress());
    var answer = fresh == null ? ask(request, version) : fresh;
    return answer == null
        ? List.of()
        : RoutePolicy.usable(
            answer.holders().holders(),
            near.age(answer),
            request.excluded(),
            Set.of(),
            unusable(version, answer),
            Rendezvous.caller(request.client()));
  }

  private @Nullable Route amongHolders(
      RouteRequest request, VersionId version, NearCache.Answer answer, boolean mayWait) {
    var last = attempts.last(request);
    return switch (sign(request, version, last, mayWait)) {
      case AttemptPolicy.Sign.None none -> choose(request, version, answer, Set.of(), last);
      case AttemptPolicy.Sign.Failed(var failed) ->
          choose(request, version, answer, Set.of(failed), last);
      case AttemptPolicy.Sign.FailedTwice twice -> {
        attempts.servedHere(request);
        yield new Route.Here(Reason.FAILED_ATTEMPT);
      }
      case AttemptPolicy.Sign.Ask ask -> null;
    };
  }

  private AttemptPolicy.Sign sign(
      RouteRequest request, VersionId version, @Nullable Attempt last, boolean mayWait) {
    if (last == null) {
      return new AttemptPolicy.Sign.None();
    }
    var node = last.holder().id();
    var proof = probes.known(node, version);
    var sign = AttemptPolicy.judge(last, attempts.age(last), proof);
    if (sign instanceof AttemptPolicy.Sign.Ask && mayWait) {
      beginProbe(last, request);
      proof = probes.await(node, version, PROBE_WAIT);
      sign = AttemptPolicy.judge(last, attempts.age(last), proof);
      if (sign instanceof AttemptPolicy.Sign.Failed
          || sign instanceof AttemptPolicy.Sign.FailedTwice) {
        attempts.avoid(node, version);
      }
    } else if (sign instanceof AttemptPolicy.Sign.None
        && proof != null
        && proof.ageNanos() >= PROBE_AGAIN.toNanos()) {
      beginProbe(last, request);
    }
    return sign;
  }

  private void beginProbe(Attempt last, RouteRequest request) {
    probes.begin(
        last.holder(),
        last.version(),
        uris.probe(last, request.path()),
        request.size(),
        PROBE_AGAIN.toNanos());
  }

  /** What this origin knows of a node, in words. */
  String describe(Holder holder, VersionId version) {
    String connection = nodes.describe(holder);
    return attempts.isAvoided(holder.id(), version)
        ? connection + ", avoided for some seconds: a caller came back from it"
        : connection;
  }

  /** The holders of a version that no caller is sent to at the moment, by what is known here. */
  Predicate<Holder> unusable(VersionId version) {
    return holder -> nodes.isUnreachable(holder) || attempts.isAvoided(holder.id(), version);
  }

  /** The same, and those that the registry has taken out since it answered. */
  private Predicate<Holder> unusable(VersionId version, NearCache.Answer answer) {
    return unusable(version).or(holder -> departed.sinceThen(holder.id(), answer.atNanos()));
  }

  private Route choose(
      RouteRequest request,
      VersionId version,
      NearCache.Answer answer,
      Set<NodeId> failed,
      @Nullable Attempt last) {
    var route =
        RoutePolicy.choose(
            answer.holders().holders(),
            near.age(answer),
            request.excluded(),
            failed,
            unusable(version, answer),
            Rendezvous.caller(request.client()));
    switch (route) {
      case Route.ToNode(var holder, var alternates, var reason) ->
          attempts.sent(request, version, holder, !failed.isEmpty(), last);
      case Route.Here here -> {
        if (!failed.isEmpty()) {
          attempts.servedHere(request);
        }
      }
    }
    return route;
  }
}
