package peercache.node.fill;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import peercache.api.FillPlan;
import peercache.api.HolderState;
import peercache.api.NodeId;

/** Which sources a plan allows, and which of them is asked for a piece; pure. */
final class SourcePolicy {
  private SourcePolicy() {}

  /**
   * Whole holders first, nearest first, then the origin. Nodes that are filling are asked only by a
   * node that may not ask the origin: so waiting for each other always ends at one that may.
   *
   * @param failed nodes that did not deliver for this fill
   */
  static List<Source> allowed(FillPlan plan, Optional<URI> origin, Set<NodeId> failed) {
    var allowed = new ArrayList<Source>(peers(plan, HolderState.HOLDING, failed));
    Long token = plan.originToken();
    if (token != null && origin.isPresent()) {
      allowed.add(new Source.Origin(origin.get(), token));
    } else {
      allowed.addAll(peers(plan, HolderState.FILLING, failed));
    }
    return List.copyOf(allowed);
  }

  /** The registry is away: what was allowed last, and the origin without a token. */
  static List<Source> withoutRegistry(List<Source> allowed, Optional<URI> origin) {
    if (origin.isEmpty() || allowed.stream().anyMatch(Source.Origin.class::isInstance)) {
      return allowed;
    }
    var more = new ArrayList<>(allowed);
    more.add(new Source.Origin(origin.get(), null));
    return List.copyOf(more);
  }

  /**
   * @param ready whether a source is to be asked now
   * @param avoided delivered something wrong; asked again only if there is no other
   * @return null if no source is ready
   */
  static @Nullable Source choose(
      List<Source> allowed, Predicate<Source> ready, @Nullable Source avoided) {
    Source last = null;
    for (Source source : allowed) {
      if (!ready.test(source)) {
        continue;
      }
      if (avoided == null || !source.isSameAs(avoided)) {
        return source;
      }
      last = source;
    }
    return last;
  }

  private static List<Source.Peer> peers(FillPlan plan, HolderState state, Set<NodeId> failed) {
    return plan.sources().stream()
        .filter(peer -> peer.state() == state && !failed.contains(peer.id()))
        .map(peer -> new Source.Peer(peer.id(), peer.baseUri(), peer.state()))
        .toList();
  }
}
