package peercache.origin.routing;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import peercache.api.Holder;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.origin.reachability.Proof;

/**
 * Whether a caller who repeats the same request after a redirect failed at the node; pure. The
 * repetition alone is no proof, not even over the same connection: crowds behind one address repeat
 * too, and so does a client that polls a file. So the node is always asked for a byte first.
 */
final class AttemptPolicy {
  /** How long after a redirect a repetition counts: clients wait up to 8 s before a retry. */
  static final Duration WINDOW = Duration.ofSeconds(10);

  /** How long a probe proves something. */
  static final Duration PROOF = Duration.ofSeconds(1);

  sealed interface Sign {
    /** No sign of a failure. */
    record None() implements Sign {}

    /** The node is to be asked first. */
    record Ask(Holder holder) implements Sign {}

    /** This node did not serve the caller. */
    record Failed(NodeId node) implements Sign {}

    /** Two nodes did not serve the caller: enough. */
    record FailedTwice() implements Sign {}
  }

  private static final Sign NONE = new Sign.None();

  private AttemptPolicy() {}

  /**
   * @param last where the same request of the same address was sent last
   * @param age of that attempt
   * @param proof what is known of that node and version
   */
  static Sign judge(@Nullable Attempt last, Duration age, @Nullable Proof proof) {
    if (last == null || age.compareTo(WINDOW) > 0) {
      return NONE;
    }
    if (proof == null || proof.ageNanos() >= PROOF.toNanos()) {
      return new Sign.Ask(last.holder());
    }
    return switch (proof.verdict()) {
      case GOOD -> NONE;
      case BAD -> failed(last);
      // A node that begins to fill is slow to say the first word; whoever fetches from here
      // instead makes it slower still.
      case LATE -> last.holder().state() == HolderState.HOLDING ? failed(last) : NONE;
    };
  }

  private static Sign failed(Attempt last) {
    return last.second() ? new Sign.FailedTwice() : new Sign.Failed(last.holder().id());
  }
}
