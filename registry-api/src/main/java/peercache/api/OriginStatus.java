package peercache.api;

import java.net.URI;
import java.time.Instant;

/** An origin as the registry knows it. */
public record OriginStatus(OriginId id, URI baseUri, Instant lastSeen) {}
