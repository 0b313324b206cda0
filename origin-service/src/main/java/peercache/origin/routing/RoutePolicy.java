package peercache.origin.routing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peercache.api.Holder;
import peercache.api.NodeId;

/** Decides where a request goes; pure. */
final class RoutePolicy {
  /** A caller that so many nodes sent back gets the file from here. */
  static final int MAX_EXCLUDED = 3;

  private static final int MAX_ALTERNATES = 3;

  /** 64 orders of the alternates: fewer would be less even, more less often encoded already. */
  private static final long ORDERS_MASK = 63;

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
    Predicate<Holder> usable = usable(age, excluded, failed, unusable);
    var best = best(holders, usable, List.of(), caller);
    if (best == null) {
      return new Route.Here(
          holders.stream().noneMatch(holder -> lives(holder, age))
              ? Reason.REGISTRY_AWAY
              : failed.isEmpty() ? Reason.NONE_USABLE : Reason.FAILED_ATTEMPT);
    }
    return new Route.ToNode(best, alternates(holders, usable, best, caller), reason(best, failed));
  }

  /**
   * The next best. Callers of one node have one of a few orders of the others, not each his own: so
   * a crowd gets redirects that are equal byte for byte, which are encoded once.
   */
  private static List<Holder> alternates(
      List<Holder> holders, Predicate<Holder> usable, Holder best, long caller) {
    var taken = new ArrayList<Holder>(MAX_ALTERNATES + 1);
    taken.add(best);
    long key = Rendezvous.score(caller & ORDERS_MASK, best.id());
    while (taken.size() <= MAX_ALTERNATES) {
      var next = best(holders, usable, taken, key);
      if (next == null) {
        break;
      }
      taken.add(next);
    }
    return List.copyOf(taken.subList(1, taken.size()));
  }

  /** The first in the order of a key, without ordering the others. */
  private static @Nullable Holder best(
      List<Holder> holders, Predicate<Holder> usable, List<Holder> taken, long key) {
    Holder best = null;
    long bestScore = 0;
    for (Holder holder : holders) {
      long score = Rendezvous.score(key, holder.id());
      boolean better =
          best == null
              || holder.tier() < best.tier()
              || (holder.tier() == best.tier() && score > bestScore);
      if (better && !taken.contains(holder) && usable.test(holder)) {
        best = holder;
        bestScore = score;
      }
    }
    return best;
  }

  /** All holders that the caller may be sent to, best first. */
  static List<Holder> usable(
      List<Holder> holders,
      Duration age,
      Set<NodeId> excluded,
      Set<NodeId> failed,
      Predicate<Holder> unusable,
      long caller) {
    return holders.stream()
        .filter(usable(age, excluded, failed, unusable))
        .sorted(byRank(caller))
        .toList();
  }

  private static Predicate<Holder> usable(
      Duration age, Set<NodeId> excluded, Set<NodeId> failed, Predicate<Holder> unusable) {
    return holder ->
        lives(holder, age)
            && !excluded.contains(holder.id())
            && !failed.contains(holder.id())
            && !unusable.test(holder);
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
