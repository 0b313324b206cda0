package peercache.node.origins;

import java.net.URI;
import java.util.Optional;
import peercache.api.OriginId;

/** Knows where an origin is. Thread-safe. */
public interface OriginDirectory {
  /**
   * The origin's base URI, without a trailing slash. May ask the registry for an id that is not
   * known yet, so it is called from threads that may block.
   *
   * @return empty if neither the configuration nor the registry names such an origin
   */
  Optional<URI> baseUri(OriginId id);
}
