package peercache.node.membership;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;
import peercache.api.Zone;

/**
 * Who this node is.
 *
 * @param incarnation which run of the node this is: higher than that of any earlier run
 * @param baseUri where callers reach it, without a trailing slash
 * @param internalUri where other nodes and origins reach it; absent if that is the base URI too
 */
public record NodeIdentity(
    NodeId id, long incarnation, URI baseUri, @Nullable URI internalUri, Zone zone) {
  /** Where other nodes and origins reach it. */
  public URI uriForServices() {
    return internalUri == null ? baseUri : internalUri;
  }

  /** Wherever it is reached. */
  public List<URI> uris() {
    return Stream.of(baseUri, internalUri).filter(Objects::nonNull).distinct().toList();
  }
}
