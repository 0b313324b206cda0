package peercache.origin.routing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import peercache.api.Holder;
import peercache.api.Holders;
import peercache.api.Zone;

/**
 * A route that nobody takes, with what it was chosen from.
 *
 * @param uri where the caller would be sent; absent if it is served here
 * @param registry whether the registry answered, in words
 * @param holders as this origin ranks them, best first
 */
public record Preview(
    Route route,
    @Nullable String uri,
    Zone zone,
    String registry,
    List<Ranked> holders,
    List<Holders.Rejected> rejected) {
  /**
   * @param connection what the origin itself knows of the way to the node
   */
  public record Ranked(Holder holder, String connection) {}
}
