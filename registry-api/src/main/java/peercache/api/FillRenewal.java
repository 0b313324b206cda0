package peercache.api;

import org.jspecify.annotations.Nullable;

/**
 * A node is still filling.
 *
 * @param originToken the fencing token it works under, if it has one
 * @param verifiedPieces how many pieces it has by now
 */
public record FillRenewal(
    NodeId node, long incarnation, @Nullable Long originToken, int verifiedPieces) {
  public FillRenewal {
    Numbers.require("incarnation", incarnation, 1);
    Numbers.require("verifiedPieces", verifiedPieces, 0);
  }
}
