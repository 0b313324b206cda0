package peercache.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a node is with its drain: it gets no new callers and no fills, hands over what no other
 * node holds, and leaves.
 *
 * @param byNode whether the node asked for it because it stops; its next run is not drained
 * @param lastCopies how many versions no other node holds that stays; absent before they were
 *     counted
 * @param drainedAt since when there is nothing to hand over any more; absent until then
 */
public record DrainStatus(
    Instant since, boolean byNode, @Nullable Integer lastCopies, @Nullable Instant drainedAt) {}
