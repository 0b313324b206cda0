package peercache.api;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where to fill a version from. With no source and no grant the node asks again after {@code
 * renewEvery}: somebody else holds the origin, and no node that has pieces is reachable.
 *
 * @param sources live nodes that hold or fill the version, nearest first, without those that failed
 * @param originToken the fencing token under which this node alone may ask the origin; absent if
 *     another node has it
 * @param length how long this plan is believed without a renewal
 * @param renewEvery how often the node is to renew while it fills
 */
public record FillPlan(
    List<Source> sources, @Nullable Long originToken, Duration length, Duration renewEvery) {

  /**
   * A node that has the version, or pieces of it.
   *
   * @param baseUri where other nodes reach it
   */
  public record Source(NodeId id, URI baseUri, Zone zone, HolderState state) {}
}
