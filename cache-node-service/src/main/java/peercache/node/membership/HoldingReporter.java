package peercache.node.membership;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.HeldVersion;
import peercache.api.HoldingReport;
import peercache.api.HoldingsChecksum;
import peercache.api.Inventory;
import peercache.api.RegistryApi;
import peercache.api.ReportReceipt;
import peercache.node.registry.RegistryAwayException;
import peercache.node.registry.RegistryException;
import peercache.node.registry.RegistryRefusedException;

/**
 * Tells the registry what the node holds: gathers changes for a moment, sends one report at a time,
 * and sends it again until it is confirmed. Reports only while the node is a member; what changes
 * meanwhile waits.
 */
final class HoldingReporter implements HoldingListener {
  private static final Logger LOG = LoggerFactory.getLogger(HoldingReporter.class);

  /** At some 200 bytes each. */
  static final int MAX_WAITING = 20_000;

  private static final Duration GATHERING = Duration.ofMillis(100);
  private static final int PLENTY = 1_000;
  private static final Duration IDLE = Duration.ofMinutes(1);

  private final NodeIdentity identity;
  private final RegistryApi registry;
  private final Supplier<LocalHoldings> holdings;
  private final Backoff backoff;
  private final MembershipMetrics metrics;
  private final Wakeup wakeup = new Wakeup();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition settled = lock.newCondition();
  // Guarded by the lock, which is not held while the registry is asked.
  private final HoldingLog log = new HoldingLog(MAX_WAITING);
  private boolean member;
  private boolean hurry;
  // Of the loop's thread only.
  private boolean refusalLogged;

  HoldingReporter(
      NodeIdentity identity,
      RegistryApi registry,
      Supplier<LocalHoldings> holdings,
      Backoff backoff,
      MembershipMetrics metrics) {
    this.identity = identity;
    this.registry = registry;
    this.holdings = holdings;
    this.backoff = backoff;
    this.metrics = metrics;
  }

  @Override
  public void added(HeldVersion version) {
    change(() -> log.added(version));
  }

  @Override
  public void removed(HeldVersion version) {
    change(() -> log.removed(version));
  }

  // The loop is called when there is something to gather and when that is plenty, not each time.
  private void change(Runnable change) {
    boolean call =
        locked(() -> {
          change.run();
          return log.waiting() == 1 || log.waiting() == PLENTY;
        });
    if (call) {
      wakeup.call();
    }
  }

  /** The registry believes in the node. */
  void member(boolean inventoryWanted) {
    boolean call =
        locked(() -> {
          boolean changed = !member || (inventoryWanted && !log.inventoryWanted());
          member = true;
          if (inventoryWanted && !log.inventoryWanted()) {
            log.wantInventory();
          }
          return changed;
        });
    if (call) {
      wakeup.call();
    }
  }

  /** The registry does not believe in the node; nothing is reported until it does. */
  void noMember() {
    locked(() -> member = false);
  }

  /**
   * What the registry has confirmed.
   *
   * @param number of the last report or inventory, 0 for none
   * @param checksum of all that it must know by that
   */
  record Confirmed(long number, HoldingsChecksum checksum) {}

  Confirmed confirmed() {
    return locked(() -> new Confirmed(log.confirmed(), log.checksum()));
  }

  int waiting() {
    return locked(log::waiting);
  }

  boolean inventoryWanted() {
    return locked(log::inventoryWanted);
  }

  /** Waits until all that was announced so far is confirmed. */
  @Override
  public boolean awaitKnown(Duration max) throws InterruptedException {
    lock.lock();
    try {
      hurry = true;
      wakeup.call();
      long nanos = max.toNanos();
      while (!log.isSettled() && nanos > 0) {
        nanos = settled.awaitNanos(nanos);
      }
      return log.isSettled();
    } finally {
      hurry = false;
      lock.unlock();
    }
  }

  /** Runs until it is interrupted. */
  void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        wakeup.rest(IDLE);
        tellAllSafely();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  // A fault in taking the inventory, say, must not end the reports for good.
  private void tellAllSafely() throws InterruptedException {
    try {
      tellAll();
    } catch (RuntimeException e) {
      LOG.error("Cannot tell the registry what this node holds; trying again in a while", e);
      wakeup.rest(LeaseKeeper.LONG_PAUSE);
      wakeup.call();
    }
  }

  private void tellAll() throws InterruptedException {
    while (locked(() -> member && !log.isSettled())) {
      if (!locked(() -> hurry || log.inventoryWanted() || log.waiting() >= PLENTY)) {
        wakeup.rest(GATHERING);
      }
      Optional<HoldingLog.Step> step = locked(() -> member ? log.next() : Optional.empty());
      if (step.isPresent() && !tell(step.get())) {
        wakeup.rest(backoff.next());
      }
    }
  }

  private boolean tell(HoldingLog.Step step) {
    try {
      boolean confirmed = send(step);
      metrics.reported(confirmed ? "confirmed" : "incomplete");
      refusalLogged = false;
      if (confirmed) {
        backoff.reset();
      }
      return confirmed;
    } catch (RegistryException e) {
      failed(e);
      return false;
    }
  }

  private boolean send(HoldingLog.Step step) {
    return switch (step) {
      case HoldingLog.Step.Report(var number, var added, var removed) -> {
        var report = new HoldingReport(identity.incarnation(), number, added, removed);
        yield answered(step, List.of(), registry.report(identity.id(), report));
      }
      case HoldingLog.Step.Inventory(var number) -> {
        var all = holdings.get().all();
        var inventory = new Inventory(identity.incarnation(), number, all);
        yield answered(step, all, registry.inventory(identity.id(), inventory));
      }
    };
  }

  private boolean answered(HoldingLog.Step step, List<HeldVersion> all, ReportReceipt receipt) {
    return locked(() -> {
      boolean confirmed = log.answered(step, all, receipt);
      if (log.isSettled()) {
        settled.signalAll();
      }
      return confirmed;
    });
  }

  private void failed(RegistryException failure) {
    switch (failure) {
      case RegistryAwayException away -> metrics.reported("away");
      case RegistryRefusedException refused -> {
        metrics.reported("refused");
        refused(refused);
      }
    }
  }

  private void refused(RegistryRefusedException refused) {
    if (refused.status() == 404 || refused.status() == 409) {
      // The next renewal finds out what that means, and joins again if it may.
      noMember();
      return;
    }
    locked(() -> {
      log.wantInventory();
      return log;
    });
    if (!refusalLogged) {
      refusalLogged = true;
      LOG.error("The registry refuses reports of what this node holds; trying on", refused);
    }
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }
}
