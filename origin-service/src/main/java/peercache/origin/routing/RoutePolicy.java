package peercache.origin.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import peercache.api.Holder;
import peercache.api.NodeId;

/** Decides where a request goes; pure. */
final class RoutePolicy {
  /** A caller that so many nodes sent back gets the file from here. */
  static final int MAX_EXCLUDED = 3;

  private static final int MAX_ALTERNATES = 3;

  private RoutePolicy() {}

  /** The cases in which no holder need be looked for. */
  static Optional<Route> withoutHolders(RouteRequest request, long redirectMinSize) {
    return reasonToStay(request, redirectMinSize).map(Route.Here::new);
  }

  private static Optional<Reason> reasonToStay(RouteRequest request, long redirectMinSize) {
    if (request.direct()) {
      return Optional.of(Reason.ASKED_DIRECT);
    }
    if (request.credentials()) {
      return Optional.of(Reason.CREDENTIALS);
    }
    if (request.version() == null) {
      return Optional.of(Reason.UNSETTLED);
    }
    if (request.size() < redirectMinSize) {
      return Optional.of(Reason.SMALL);
    }
    if (request.ownDate()) {
      return Optional.of(Reason.OWN_DATE);
    }
    return request.excluded().size() > MAX_EXCLUDED
        ? Optional.of(Reason.TOO_MANY_EXCLUDED)
        : Optional.empty();
  }

  /**
   * Chooses among holders.
   *
   * @param holders as the registry ranked them
   * @param age of that answer: what is older than a holder's lease proves nothing
   * @param failed nodes that this caller was sent to in vain
   * @param unusable what the origin knows against a holder
   * @param caller spreads equal callers over equal holders
   */
  static Route choose(
      List<Holder> holders,
      Duration age,
      Set<NodeId> excluded,
      Set<NodeId> failed,
      Predicate<Holder> unusable,
      long caller) {
    if (holders.isEmpty()) {
      return new Route.Here(Reason.NO_HOLDER);
    }
    var usable = usable(holders, age, excluded, failed, unusable, caller);
    if (usable.isEmpty()) {
      return new Route.Here(
          holders.stream().noneMatch(holder -> lives(holder, age))
              ? Reason.REGISTRY_AWAY
              : failed.isEmpty() ? Reason.NONE_USABLE : Reason.FAILED_ATTEMPT);
    }
    var best = usable.getFirst();
    return new Route.ToNode(
        best,
        List.copyOf(usable.subList(1, Math.min(usable.size(), MAX_ALTERNATES + 1))),
        reason(best, failed));
  }

  /** All holders that the caller may be sent to, best first; as in {@link #choose}. */
  static List<Holder> usable(
      List<Holder> holders,
      Duration age,
      Set<NodeId> excluded,
      Set<NodeId> failed,
      Predicate<Holder> unusable,
      long caller) {
    var usable = new ArrayList<Holder>(holders.size());
    for (Holder holder : holders) {
      if (lives(holder, age)
          && !excluded.contains(holder.id())
          && !failed.contains(holder.id())
          && !unusable.test(holder)) {
        usable.add(holder);
      }
    }
    if (usable.size() > 1) {
      usable.sort(byRank(caller));
    }
    return usable;
  }

  /** The registry's tiers first; in a tier, spread. */
  static Comparator<Holder> byRank(long caller) {
    return Comparator.comparingInt(Holder::tier)
        .thenComparing(holder -> Rendezvous.score(caller, holder.id()), Comparator.reverseOrder());
  }

  private static Reason reason(Holder best, Set<NodeId> failed) {
    if (!failed.isEmpty()) {
      return Reason.OTHER_HOLDER;
    }
    return switch (best.state()) {
      case HOLDING -> Reason.HOLDER;
      case FILLING -> Reason.FILLING;
      case SPARSE -> Reason.SPARSE;
    };
  }

  private static boolean lives(Holder holder, Duration age) {
    return holder.leaseRemaining().compareTo(age) > 0;
  }
}
