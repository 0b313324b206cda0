package peercache.node.origins;

import java.net.URI;
import java.util.Optional;
import peercache.api.OriginId;
import peercache.api.OriginKey;

/** Knows where an origin is, and its key. Thread-safe. */
public interface OriginDirectory {
  /**
   * Where nodes reach the origin, without a trailing slash. May ask the registry for an id that is
   * not known yet, so it is called from threads that may block.
   *
   * @return empty if neither the configuration nor the registry names such an origin
   */
  Optional<URI> baseUri(OriginId id);

  /** The same for callers, who may know the origin by another URI than nodes do. */
  default Optional<URI> uriForCallers(OriginId id) {
    return baseUri(id);
  }

  /**
   * What proves the origin's manifests, as the registry said last, also to an earlier run; never
   * asks it.
   *
   * @return empty if the registry never named the origin, or the origin signs nothing
   */
  default Optional<OriginKey> key(OriginId id) {
    return Optional.empty();
  }
}
