package peercache.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a preheat has come.
 *
 * @param state done when nothing waits or fills any more
 * @param expiresAt what is not done by then has failed
 * @param versions how many it names
 * @param unplaced copies for which there is no node: too few in the zone, or too small ones
 * @param items a version on a node each, those that are not done first, at most {@value #MAX_ITEMS}
 */
public record PreheatStatus(
    String id,
    State state,
    Instant createdAt,
    Instant expiresAt,
    int versions,
    int unplaced,
    Counts counts,
    List<Item> items) {
  public static final int MAX_ITEMS = 1_000;

  /** Whether it is done. */
  public enum State {
    RUNNING,
    DONE
  }

  /** How many items are in which state. */
  public record Counts(int waiting, int filling, int done, int failed) {}

  /**
   * @param verifiedPieces of a version that is being filled, 0 otherwise
   * @param reason why it failed; absent otherwise
   */
  public record Item(
      VersionId version,
      NodeId node,
      ItemState state,
      int verifiedPieces,
      @Nullable String reason) {}

  /** What is known of a version on a node. */
  public enum ItemState {
    /** The node has not begun. */
    WAITING,
    FILLING,
    DONE,
    FAILED
  }
}
