package peercache.registry.placement;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.registry.refusal.Refusal.BadField;

/**
 * Who wants to know where a version is.
 *
 * @param client the caller's address; null for one in the default zone
 * @param limit 1 to {@value #MAX_LIMIT}
 * @param fillSize the size of the version if its fill is to be given out when nobody has it
 * @param demand requests a second for the version, from all callers of the client's zone; null if
 *     nobody counted
 */
record HoldersQuery(
    VersionId version,
    @Nullable String client,
    int limit,
    @Nullable Long fillSize,
    Set<NodeId> excluded,
    boolean explain,
    @Nullable Double demand) {
  static final int MAX_LIMIT = 64;
  static final int DEFAULT_LIMIT = 8;
  private static final int MAX_DEMAND = 1_000_000_000;

  HoldersQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new BadField("limit", "must be 1 to " + MAX_LIMIT + ", but is " + limit);
    }
    if (fillSize != null && fillSize < 0) {
      throw new BadField("size", "must be at least 0, but is " + fillSize);
    }
    if (demand != null && !(demand >= 0 && demand <= MAX_DEMAND)) {
      throw new BadField("demand", "must be 0 to " + MAX_DEMAND + ", but is " + demand);
    }
    excluded = Set.copyOf(excluded);
  }
}
