package peercache.origin.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.HolderState;
import peercache.api.Holders;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.api.Zone;

/**
 * Where a caller would be sent now, and why.
 *
 * @param version absent while the file is not settled
 * @param client the caller who was asked for
 * @param registry whether the registry answered, in words
 * @param demand what is asked of the version
 * @param rejected nodes that the registry did not name, with its reasons
 * @param bytesConveyedToNodes of this version since the start
 * @param conveyanceRatio the same, divided by the size; absent if nothing was conveyed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Explanation(
    OriginId origin,
    FilePath path,
    @Nullable VersionId version,
    long size,
    @Nullable Instant lastModified,
    String client,
    Zone zone,
    RouteTaken route,
    String registry,
    Demand demand,
    List<Candidate> candidates,
    List<Holders.Rejected> rejected,
    long bytesConveyedToNodes,
    @Nullable Double conveyanceRatio) {
  /**
   * @param to a node's id, or {@code origin}
   * @param uri where the caller would be sent
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record RouteTaken(String to, String reason, String explanation, @Nullable String uri) {}

  /**
   * @param requestsPerSecond from the caller's zone, as this origin counts them, with three digits
   * @param holders whether there are enough of them, in the registry's words
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Demand(double requestsPerSecond, @Nullable String holders) {}

  /**
   * @param rank 1 for the best
   * @param nearness to the caller, in words; like the next two absent if the registry did not say
   * @param headroom {@code free}, {@code busy} or {@code full}
   * @param suspicion that it sends wrong bytes, if there is one
   * @param connection {@code reachable}, {@code unreachable} or {@code unknown}, and whether it is
   *     avoided
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Candidate(
      NodeId id,
      int rank,
      int tier,
      HolderState state,
      Zone zone,
      @Nullable String nearness,
      @Nullable String headroom,
      @Nullable String suspicion,
      URI baseUri,
      String connection) {}
}
