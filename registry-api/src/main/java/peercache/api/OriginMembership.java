package peercache.api;

import java.time.Duration;
import java.util.List;

/**
 * The registry's answer to an origin that joined.
 *
 * @param renewEvery when to join again
 * @param zones where callers are, by their address; the longest prefix wins, {@link Zone#DEFAULT}
 *     where none matches
 */
public record OriginMembership(Duration renewEvery, List<ZoneRule> zones) {}
