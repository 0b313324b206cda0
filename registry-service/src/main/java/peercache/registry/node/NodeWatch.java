package peercache.registry.node;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import peercache.api.NodeId;
import peercache.api.NodeState;
import peercache.api.NodeStatus;

/**
 * Looks at the nodes now and then: counts them for the gauges, and logs who was lost or is back.
 */
@Component
class NodeWatch {
  private static final Logger log = LoggerFactory.getLogger(NodeWatch.class);

  private final NodeRepository nodes;
  private final Map<NodeState, Long> counts = new ConcurrentHashMap<>();
  private Map<NodeId, NodeState> known = Map.of();

  /** Until it has seen anything: that the database is not there yet is said by who waits for it. */
  private boolean blind = true;

  NodeWatch(NodeRepository nodes, MeterRegistry meters) {
    this.nodes = nodes;
    for (var state : NodeState.values()) {
      Gauge.builder("peercache.registry.nodes", counts, all -> all.getOrDefault(state, 0L))
          .description("Nodes that this registry knows, by what it believes of them")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(meters);
    }
  }

  @Scheduled(fixedDelayString = "PT2S")
  void look() {
    try {
      see();
      blind = false;
    } catch (DataAccessException | TransactionException e) {
      if (!blind) {
        log.warn("the database does not answer: {}", e.getMessage());
      }
      blind = true;
    }
  }

  private void see() {
    var seen = new HashMap<NodeId, NodeState>();
    var total = new EnumMap<NodeState, Long>(NodeState.class);
    for (var state : NodeState.values()) {
      total.put(state, 0L);
    }
    for (var node : nodes.all()) {
      var status = node.status(true, null);
      seen.put(status.id(), status.state());
      total.merge(status.state(), 1L, Long::sum);
      tell(status);
    }
    counts.putAll(total);
    known = seen;
  }

  private void tell(NodeStatus status) {
    var before = known.get(status.id());
    if (before != null && before != status.state()) {
      log.info("node {} is {}, was {}", status.id(), status.state(), before);
    }
  }
}
