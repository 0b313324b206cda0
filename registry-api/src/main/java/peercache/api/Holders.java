package peercache.api;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param reckoning why the holders stand where they stand; only on request
 */
public record Holders(
    VersionId id,
    Zone zone,
    List<Holder> holders,
    @Nullable NodeId fill,
    List<Rejected> rejected,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Reckoning reckoning) {

  /** Without a word about why. */
  public Holders(
      VersionId id,
      Zone zone,
      List<Holder> holders,
      @Nullable NodeId fill,
      List<Rejected> rejected) {
    this(id, zone, holders, fill, rejected, null);
  }

  /**
   * In words, for {@code /explain}.
   *
   * @param merits of the holders, in their order
   * @param demand whether there are enough of them; absent if the question told of no demand
   */
  public record Reckoning(List<Merit> merits, @Nullable String demand) {}

  /**
   * What decided about the place of a holder, beside its state and the caller's own order.
   *
   * @param nearness to the caller
   * @param headroom what it can send beyond what it sends
   * @param suspicion that it sends wrong bytes
   */
  public record Merit(NodeId id, String nearness, String headroom, String suspicion) {}

  /**
   * @param reason in words, for {@code /explain}
   */
  public record Rejected(NodeId id, String reason) {}
}
