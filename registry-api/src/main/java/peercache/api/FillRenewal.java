package peercache.api;

import org.jspecify.annotations.Nullable;

/**
 * A node is still filling.
 *
 * @param originToken the fencing token it works under, if it has one
 * @param verifiedPieces how many pieces it has by now
 * @param resting whether it has all that anybody asked it for, though not the whole version: it
 *     gives the origin back, and asks for a plan when it wants more
 */
public record FillRenewal(
    NodeId node,
    long incarnation,
    @Nullable Long originToken,
    int verifiedPieces,
    boolean resting) {
  public FillRenewal {
    Numbers.require("incarnation", incarnation, 1);
    Numbers.require("verifiedPieces", verifiedPieces, 0);
  }
}
