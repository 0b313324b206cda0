package peercache.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a version can be had, best first.
 *
 * @param zone of the caller who was asked for; the answer is right for every caller of that zone
 * @param holders live nodes that hold or fill the version, by tier, spread within a tier by
 *     rendezvous hash
 * @param fill the node that was given the fill just now or lately because nobody holds the version;
 *     it stands among the holders as {@link HolderState#FILLING}
 * @param rejected the nodes that were considered and why they are not among the holders; only
 *     filled on request
 */
public record Holders(
    VersionId id, Zone zone, List<Holder> holders, @Nullable NodeId fill, List<Rejected> rejected) {

  /**
   * @param reason in words, for {@code /explain}
   */
  public record Rejected(NodeId id, String reason) {}
}
