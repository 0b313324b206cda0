package peercache.origin.routing;

import java.net.URI;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import peercache.api.FilePath;
import peercache.api.Holder;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.origin.membership.Membership;

/** Where a version is on a node. */
@Component
public final class NodeUris {
  private final String origin;

  NodeUris(Membership membership) {
    this.origin = "/origins/" + membership.originId() + "/versions/";
  }

  /**
   * For callers.
   *
   * @param excluded carried along, so that the next node that cannot serve it adds itself
   */
  public String of(Holder holder, VersionId version, FilePath path, Set<NodeId> excluded) {
    return of(holder.baseUri(), version, path, excluded);
  }

  /** For whoever asks: another node is told where nodes reach each other. */
  public String of(Holder holder, VersionId version, RouteRequest request) {
    var base = request.fromNode() ? holder.uriForServices() : holder.baseUri();
    return of(base, version, request.path(), request.excluded());
  }

  private String of(URI baseUri, VersionId version, FilePath path, Set<NodeId> excluded) {
    String base = baseUri.toString();
    var uri = new StringBuilder(base.length() + 256);
    uri.append(base);
    if (base.endsWith("/")) {
      uri.setLength(base.length() - 1);
    }
    uri.append(origin).append(version.hex()).append('/').append(path.toUriPath());
    if (!excluded.isEmpty()) {
      uri.append("?exclude=")
          .append(excluded.stream().map(NodeId::value).sorted().collect(Collectors.joining(",")));
    }
    return uri.toString();
  }

  URI probe(Attempt attempt, FilePath path) {
    return URI.create(of(attempt.holder().uriForServices(), attempt.version(), path, Set.of()));
  }
}
