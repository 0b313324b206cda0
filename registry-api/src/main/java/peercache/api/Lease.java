package peercache.api;

import java.time.Duration;

/**
 * How long the registry believes in a node or an origin, and what it wants of it. The server states
 * the rhythm.
 *
 * @param length until when, from the moment the registry answered, without another renewal
 * @param renewEvery how often it asks to hear; well under {@code length}
 * @param inventoryWanted whether the registry has no complete picture of what this incarnation
 *     holds
 */
public record Lease(Duration length, Duration renewEvery, boolean inventoryWanted) {}
