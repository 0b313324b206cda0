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
 * @param requestsPerSecond for the version, from the caller's zone, as this origin counts them
 * @param demand whether there are enough holders for that, in the registry's words; null if it did
 *     not say
 * @param holders as this origin ranks them, best first
 */
public record Preview(
    Route route,
    @Nullable String uri,
    Zone zone,
    String registry,
    double requestsPerSecond,
    @Nullable String demand,
    List<Ranked> holders,
    List<Holders.Rejected> rejected) {
  /**
   * @param merit what decided about its place; null if the registry did not say
   * @param connection what the origin itself knows of the way to the node
   */
  public record Ranked(Holder holder, Holders.@Nullable Merit merit, String connection) {}

  /** Without a word of the registry. */
  static Preview ofOriginAlone(Reason reason, Zone zone, String registry, double requests) {
    return new Preview(
        new Route.Here(reason), null, zone, registry, requests, null, List.of(), List.of());
  }
}
