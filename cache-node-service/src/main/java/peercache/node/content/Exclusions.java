package peercache.node.content;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.NodeId;

/**
 * The nodes that have sent a caller back already, as they travel in the query: {@code
 * exclude=a&exclude=b}. Pure.
 */
record Exclusions(List<NodeId> nodes) {
  /** More than so many nodes have not helped: no further one is going to try. */
  static final int MAX = 3;

  private static final String PARAMETER = "exclude";

  /** What cannot be a node's name is left out. */
  static Exclusions of(@Nullable String query) {
    if (query == null || !query.contains(PARAMETER)) {
      return new Exclusions(List.of());
    }
    var fields = new Fields();
    UrlEncoded.decodeUtf8To(query, fields);
    var nodes = new ArrayList<NodeId>();
    for (String value : fields.getValuesOrEmpty(PARAMETER)) {
      for (String name : value.split(",", MAX + 2)) {
        if (name.matches("[a-z0-9-]{1,63}") && nodes.size() <= MAX) {
          nodes.add(new NodeId(name));
        }
      }
    }
    return new Exclusions(List.copyOf(nodes));
  }

  boolean isTooMany() {
    return nodes.size() > MAX;
  }

  Exclusions with(NodeId node) {
    if (nodes.contains(node)) {
      return this;
    }
    var more = new ArrayList<>(nodes);
    more.add(node);
    return new Exclusions(List.copyOf(more));
  }

  /** Where the caller goes instead: the file at its origin. */
  String location(URI origin, FilePath path) {
    var location = new StringBuilder(origin + "/files/" + path.toUriPath());
    char separator = '?';
    for (NodeId node : nodes) {
      location.append(separator).append(PARAMETER).append('=').append(node);
      separator = '&';
    }
    return location.toString();
  }
}
