package peercache.origin.reachability;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import peercache.api.Holder;
import peercache.api.NodeId;

/**
 * Watches the nodes that the registry names, so that no caller is sent to one that was killed a
 * moment ago. Bounded; a node beyond the bound is believed. Thread-safe.
 */
@Component
public final class NodeWatch implements DisposableBean {
  private static final int MAX_NODES = 1_024;
  private static final Duration KEEP = Duration.ofMinutes(1);

  private final ConcurrentHashMap<NodeId, NodeConnection> connections = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** The registry has just said that this node is alive. */
  public void named(Holder holder) {
    var known = connections.get(holder.id());
    if (known != null && known.uri().equals(holder.uriForServices())) {
      known.named();
    } else if (!closed && (known != null || connections.size() < MAX_NODES)) {
      watch(holder.id(), holder.uriForServices());
    }
  }

  private void watch(NodeId id, URI uri) {
    // It removes itself at its end, and no successor of its.
    var connection = new NodeConnection(id, uri, KEEP, ended -> connections.remove(id, ended));
    var before = connections.put(id, connection);
    if (before != null) {
      before.close();
    }
    Thread.ofVirtual().name("watch-" + id).start(connection);
  }

  /** Whether the origin knows by its own experience that the node is not there. */
  public boolean isUnreachable(Holder holder) {
    var connection = connections.get(holder.id());
    return connection != null
        && connection.state() == NodeConnection.State.UNREACHABLE
        && connection.uri().equals(holder.uriForServices());
  }

  /** The nodes that are reached, or those that were and are not now. */
  List<NodeId> all(boolean reached) {
    var state = reached ? NodeConnection.State.REACHABLE : NodeConnection.State.UNREACHABLE;
    return connections.entrySet().stream()
        .filter(one -> one.getValue().state() == state)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** In a word, for {@code /explain}. */
  public String describe(Holder holder) {
    var connection = connections.get(holder.id());
    var state = connection == null ? NodeConnection.State.UNKNOWN : connection.state();
    return switch (state) {
      case UNKNOWN -> "unknown";
      case REACHABLE -> "reachable";
      case UNREACHABLE -> "unreachable";
    };
  }

  @Override
  public void destroy() {
    closed = true;
    connections.values().forEach(NodeConnection::close);
  }
}
