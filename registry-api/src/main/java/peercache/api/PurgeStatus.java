package peercache.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a purge has come.
 *
 * @param versions how many it names
 * @param doneAt when the versions were first gone from every live node, and no lost node counted;
 *     absent until then
 * @param nodes every node that the registry knows, as it is now
 */
public record PurgeStatus(
    String id,
    State state,
    Instant createdAt,
    @Nullable Instant doneAt,
    int versions,
    List<NodeReceipt> nodes) {

  /** Whether it is done. */
  public enum State {
    RUNNING,
    DONE
  }

  /**
   * @param reason why the node could not; absent unless it failed
   */
  public record NodeReceipt(NodeId id, Receipt receipt, @Nullable String reason) {}

  /** What is known of one node. */
  public enum Receipt {
    /** It said that it has nothing of the versions. */
    CONFIRMED,
    /** It is told with each renewal; until it confirms, what it has does not count. */
    WAITING,
    /** It could not, and is told again. */
    FAILED,
    /** It is lost; when it comes back, what it has does not count until it confirms. */
    FENCED
  }
}
