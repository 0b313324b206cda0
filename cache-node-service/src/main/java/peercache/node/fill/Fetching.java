package peercache.node.fill;

import org.jspecify.annotations.Nullable;
import peercache.node.exchange.Collector.ToFetch;

/**
 * One piece that is to be fetched now.
 *
 * @param before what brought the same piece until now: it is to be given up, and to have ended
 *     before this one begins
 */
record Fetching(ToFetch fetch, Source source, Transfer transfer, @Nullable Transfer before) {}
