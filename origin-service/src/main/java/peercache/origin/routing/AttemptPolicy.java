package peercache.origin.routing;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import peercache.api.Holder;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.origin.reachability.Proof;

/**
 * Whether a caller who repeats the same request after a redirect failed at the node; pure. The
 * repetition alone is no proof: crowds behind one address and load tests repeat too. So the node is
 * asked, unless the same connection comes back, which is what a client's own retry does.
 */
final class AttemptPolicy {
  /** How long after a redirect a repetition counts. */
  static final Duration WINDOW = Duration.ofSeconds(5);

  static final Duration SAME_CONNECTION_FROM = Duration.ofMillis(200);
  static final Duration SAME_CONNECTION_UNTIL = Duration.ofSeconds(10);

  /** How long a probe proves something. */
  static final Duration PROOF = Duration.ofSeconds(1);

  sealed interface Sign {
    /** No sign of a failure. */
    record None() implements Sign {}

    /** The node is to be asked first. */
    record Ask(Holder holder) implements Sign {}

    /** These nodes did not serve the caller. */
    record Failed(Set<NodeId> nodes) implements Sign {}

    /** Two nodes did not serve the caller: enough. */
    record FailedTwice() implements Sign {}
  }

  private static final Sign NONE = new Sign.None();

  private AttemptPolicy() {}

  /**
   * @param last where the same request of the same address was sent last
   * @param age of that attempt
   * @param sameConnection whether it came over the same connection
   * @param proof what is known of that node and version
   */
  static Sign judge(
      @Nullable Attempt last, Duration age, boolean sameConnection, @Nullable Proof proof) {
    if (last == null) {
      return NONE;
    }
    if (sameConnection
        && age.compareTo(SAME_CONNECTION_FROM) >= 0
        && age.compareTo(SAME_CONNECTION_UNTIL) <= 0) {
      return last.failedBefore().isEmpty() ? failed(last) : new Sign.FailedTwice();
    }
    if (age.compareTo(WINDOW) > 0) {
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
      case LATE -> last.holder().state() == HolderState.FILLING ? NONE : failed(last);
    };
  }

  private static Sign failed(Attempt last) {
    var nodes = new HashSet<>(last.failedBefore());
    nodes.add(last.holder().id());
    return new Sign.Failed(Set.copyOf(nodes));
  }
}
