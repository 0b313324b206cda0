package peercache.node.origins;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import peercache.api.OriginKey;

/**
 * What the registry says of an origin.
 *
 * @param baseUri where callers reach it
 * @param internalUri where nodes reach it, if that is elsewhere
 * @param key absent if the origin signs nothing
 */
record KnownOrigin(URI baseUri, @Nullable URI internalUri, @Nullable OriginKey key) {
  URI uriForNodes() {
    return internalUri == null ? baseUri : internalUri;
  }
}
