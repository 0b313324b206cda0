package peercache.registry.standing;

import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;

/**
 * What is on record about a node before a decision.
 *
 * @param named whether this run at this base URI is named now
 * @param unnamed why a node is not named, as it was said last
 * @param first whether no run was ever checked
 * @param sameRun whether the record is about this run
 * @param lost whether the run that the record is about is known to have been lost, or left
 */
record Known(
    int nodeKey,
    NodeId node,
    long incarnation,
    String baseUri,
    boolean named,
    @Nullable String unnamed,
    boolean first,
    boolean sameRun,
    boolean lost,
    Evidence evidence) {}
