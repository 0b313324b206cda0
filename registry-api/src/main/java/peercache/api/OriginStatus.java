package peercache.api;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An origin as the registry knows it.
 *
 * @param baseUri where callers reach it
 * @param internalUri where nodes reach it; absent if that is the base URI too
 * @param publicKey the one that it published last; absent if it signs nothing
 */
public record OriginStatus(
    OriginId id,
    URI baseUri,
    @Nullable URI internalUri,
    Instant lastSeen,
    @Nullable OriginKey publicKey) {}
