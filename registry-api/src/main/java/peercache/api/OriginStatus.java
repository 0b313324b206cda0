package peercache.api;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An origin as the registry knows it.
 *
 * @param publicKey the one that it published last; absent if it signs nothing
 */
public record OriginStatus(
    OriginId id, URI baseUri, Instant lastSeen, @Nullable OriginKey publicKey) {}
