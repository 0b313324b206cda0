package peercache.node.origins;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import peercache.api.OriginKey;

/**
 * What the registry says of an origin.
 *
 * @param key absent if the origin signs nothing
 */
record KnownOrigin(URI baseUri, @Nullable OriginKey key) {}
