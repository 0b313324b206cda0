package peercache.registry.standing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Looks at all nodes at once, now and then: who was lost, and whether too many seem to be. */
public final class Sweep {
  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

  private final Doubts doubts;
  private final Losses losses;
  private final long lateMillis;
  private final long checkedEveryMillis;
  private volatile SelfDoubt doubt = SelfDoubt.NONE;

  /**
   * @param lateMillis a node whose lease is to end so soon is silent
   */
  Sweep(Doubts doubts, Losses losses, long lateMillis, long checkedEveryMillis) {
    this.doubts = doubts;
    this.losses = losses;
    this.lateMillis = lateMillis;
    this.checkedEveryMillis = checkedEveryMillis;
  }

  /** Whether most nodes seem dead to this registry. */
  public boolean isInDoubt() {
    return !doubt.equals(SelfDoubt.NONE);
  }

  void look() {
    try {
      var now = doubts.count().withFailing(0);
      tell(now);
      if (now.checks() && !doubt.checks()) {
        losses.checkFailing();
      }
      doubt = now;
      if (now.silent()) {
        losses.holdUp(lateMillis, checkedEveryMillis);
      }
      losses.count();
    } catch (DataAccessException | TransactionException e) {
      log.debug("the database does not answer", e);
    }
  }

  private void tell(SelfDoubt now) {
    if (!now.equals(doubt) && !now.equals(SelfDoubt.NONE)) {
      log.warn(
          "more than half of the nodes {}: this registry may be what is cut off; who is seen to"
              + " send bytes is named on",
          now.silent() ? "are silent" : "fail their checks");
    } else if (!now.equals(doubt)) {
      log.info("most nodes are seen again");
    }
  }
}
