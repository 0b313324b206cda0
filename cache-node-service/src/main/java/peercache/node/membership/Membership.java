package peercache.node.membership;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Runs the two loops, one keeping the lease and one reporting, so that a long inventory never costs
 * the lease. Starts when the node answers callers; stops first, so that nobody is sent to a node
 * that is shutting down.
 */
final class Membership implements SmartLifecycle, Departure {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

  /** How long a shutdown may wait for the registry. */
  private static final Duration GOOD_BYE = Duration.ofSeconds(1);

  private static final Duration LAST_REPORTS = Duration.ofMillis(400);
  private static final Duration END_OF_CALL = Duration.ofMillis(200);

  private final LeaseKeeper lease;
  private final HoldingReporter reporter;
  private final DrainProperties drain;
  private Thread leaseLoop = Thread.ofPlatform().unstarted(() -> {});
  private Thread reportLoop = leaseLoop;
  private volatile boolean running;

  Membership(LeaseKeeper lease, HoldingReporter reporter, DrainProperties drain) {
    this.lease = lease;
    this.reporter = reporter;
    this.drain = drain;
  }

  @Override
  public void start() {
    running = true;
    // Not virtual ones: those wait in line behind whatever of a fill is being hashed.
    leaseLoop = Thread.ofPlatform().daemon().name("lease").start(this::keepLease);
    reportLoop = Thread.ofPlatform().daemon().name("holding-reports").start(reporter::run);
  }

  private void keepLease() {
    var wakeup = new Wakeup();
    try {
      while (running) {
        wakeup.rest(safeStep());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // A fault of this node must not end its membership for good.
  private Duration safeStep() {
    try {
      return lease.step();
    } catch (RuntimeException e) {
      LOG.error("Cannot renew the lease; trying again in a while", e);
      return LeaseKeeper.LONG_PAUSE;
    }
  }

  @Override
  public void depart() {
    lease.depart();
  }

  @Override
  public void stop() {
    try {
      if (drain.onStop() && lease.isMember() && !lease.drain(drain.within())) {
        LOG.warn("Stops before others have all that this node alone holds");
      }
      running = false;
      boolean wasMember = lease.isMember();
      if (wasMember) {
        reporter.awaitKnown(LAST_REPORTS);
      }
      leaseLoop.interrupt();
      reportLoop.interrupt();
      leaseLoop.join(END_OF_CALL);
      var leaving = Thread.ofVirtual().name("leave").start(lease::leave);
      if (!leaving.join(GOOD_BYE.minus(LAST_REPORTS).minus(END_OF_CALL))) {
        leaving.interrupt();
      }
      if (wasMember) {
        new Wakeup().rest(drain.serveOn());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
