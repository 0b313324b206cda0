package peercache.registry.standing;

import java.util.Objects;
import peercache.registry.standing.Standing.Damped;
import peercache.registry.standing.Standing.FailsOthers;
import peercache.registry.standing.Standing.Named;
import peercache.registry.standing.Standing.NotServing;
import peercache.registry.standing.Standing.Unproven;

/**
 * Weighs what is known of a node; pure. Three sides speak of it: its own lease, the registry's
 * checks, and those who tried to get something from it. A single word of one side takes no node
 * out: a check is repeated at once, or somebody else has to say the same; of those who asked for a
 * byte to find out two have to say so, each counted once however often it says it, and more than
 * say the opposite.
 */
final class StandingPolicy {
  private static final int ENOUGH = 2;

  private StandingPolicy() {}

  /**
   * @param checksDoubted so many nodes fail the registry's checks at once that the registry is more
   *     likely to be what is cut off: then a check needs one of the other sides to agree with it
   */
  static Standing judge(Evidence evidence, boolean checksDoubted) {
    if (!evidence.proven()) {
      return new Unproven(Objects.requireNonNullElse(evidence.failure(), "not tried yet"));
    }
    if (failsChecks(evidence) && !(checksDoubted && nobodyAgrees(evidence))) {
      return new NotServing(Objects.requireNonNullElse(evidence.failure(), "unknown"));
    }
    int failed = evidence.probedBy();
    if (failed >= ENOUGH && failed > evidence.servedBy()) {
      return new FailsOthers(failed, failed + evidence.servedBy());
    }
    return evidence.damping().suppressed() ? new Damped(evidence.damping().quiet()) : new Named();
  }

  private static boolean failsChecks(Evidence evidence) {
    return evidence.failures() >= ENOUGH || (evidence.failures() > 0 && evidence.failedBy() > 0);
  }

  private static boolean nobodyAgrees(Evidence evidence) {
    return evidence.leaseRuns() && evidence.failedBy() == 0;
  }
}
