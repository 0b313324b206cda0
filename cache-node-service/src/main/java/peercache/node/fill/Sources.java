package peercache.node.fill;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peercache.api.FillPlan;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.Zone;
import peercache.node.exchange.Collector.From;
import peercache.node.exchange.Collector.Neighbour;

/**
 * Where one fill can fetch from: the nodes that the registry named and those that it met while that
 * was away, less those that failed it, and the origin. Not thread-safe.
 */
final class Sources {
  /**
   * For so long a node that was met stays one that may be asked though a plan does not name it: a
   * registry that comes back knows those first that come back to it first.
   */
  private static final long MET_NANOS = 10_000_000_000L;

  private final Zone zone;
  private final Optional<URI> originUri;
  private final Distrust distrust;
  private final Map<NodeId, Source.Peer> peers = new HashMap<>();
  private final Set<NodeId> whole = new HashSet<>();

  /** What the registry named last, by id, and when each node was met at the origin. */
  private Map<NodeId, Neighbour> planned = Map.of();

  private final Map<NodeId, Long> met = new HashMap<>();
  private final Shunned shunned = new Shunned();

  /**
   * @param zone of this node
   */
  Sources(Zone zone, Optional<URI> originUri, Distrust distrust) {
    this.zone = zone;
    this.originUri = originUri;
    this.distrust = distrust;
  }

  /** Says which nodes of a plan may be asked. Who was named before stays known. */
  List<Neighbour> adopt(FillPlan plan, long now) {
    var left = shunned.nodes(now);
    var allowed =
        plan.sources().stream()
            .filter(one -> !left.contains(one.id()) && !distrust.isOf(one.id()))
            .toList();
    allowed.forEach(one -> peers.put(one.id(), Source.Peer.of(one)));
    planned = new LinkedHashMap<>();
    allowed.forEach(one -> planned.put(one.id(), neighbour(one)));
    whole.clear();
    planned.values().stream().filter(Neighbour::whole).map(Neighbour::id).forEach(whole::add);
    return neighbours(now);
  }

  /** Adds nodes that were met; says which may be asked now. */
  List<Neighbour> meet(List<Source.Peer> others, long now) {
    for (var one : others) {
      peers.put(one.id(), one);
      met.put(one.id(), now);
    }
    return neighbours(now);
  }

  private List<Neighbour> neighbours(long now) {
    met.values().removeIf(at -> now - at >= MET_NANOS);
    var left = shunned.nodes(now);
    var neighbours = new ArrayList<>(planned.values());
    for (var id : met.keySet()) {
      if (!planned.containsKey(id) && !left.contains(id) && !distrust.isOf(id)) {
        neighbours.add(new Neighbour(id, 0, false));
      }
    }
    return neighbours;
  }

  private Neighbour neighbour(FillPlan.Source one) {
    boolean whole = one.state() == HolderState.HOLDING;
    return new Neighbour(one.id(), -zone.sharedSegments(one.zone()), whole);
  }

  boolean hasOrigin() {
    return originUri.isPresent();
  }

  /** Whether the registry named it as one that has the whole version. */
  boolean isWhole(NodeId id) {
    return whole.contains(id);
  }

  boolean hasWhole() {
    return !whole.isEmpty();
  }

  Source.@Nullable Peer peer(NodeId id) {
    return peers.get(id);
  }

  /**
   * @param withoutLeave whether the origin is to be asked as any caller asks it
   */
  @Nullable Source of(From from, boolean withoutLeave) {
    return switch (from) {
      case From.Node(NodeId id) -> peers.get(id);
      case From.Origin(NodeId leader, Long token) ->
          originUri
              .map(uri -> new Source.Origin(uri, withoutLeave ? null : leader, token))
              .orElse(null);
    };
  }

  /** The node did not deliver: it is left alone for a while. */
  void shun(NodeId node, long now) {
    shunned.add(node, now);
  }

  /** Who was shunned gets another chance. */
  void forgive() {
    shunned.clear();
  }

  /** Nodes that no plan should name now. */
  Set<NodeId> shutOut(long now) {
    var shutOut = shunned.nodes(now);
    shutOut.addAll(distrust.nodes());
    return shutOut;
  }
}
