package peercache.node.membership;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import peercache.api.HeldVersion;
import peercache.api.HoldingReport;
import peercache.api.HoldingsChecksum;
import peercache.api.ReportReceipt;
import peercache.api.VersionId;

/**
 * What the registry has confirmed of what this node holds, what it has not confirmed yet, and what
 * to tell it next. Of several changes of one version only the last counts. A report keeps its
 * number and its content until it is confirmed; an inventory takes the place of all that was
 * recorded before it, under a number of its own each time it is sent, so that no number stands for
 * two pictures. When more changes than a limit wait they are dropped, and an inventory tells it
 * all. Pure; not thread-safe.
 *
 * <p>Nothing is lost between an inventory's snapshot and later reports: {@link #next()} marks the
 * place in the log, the snapshot is taken after it, and a change is recorded only once it shows in
 * snapshots. A change that both tell of is told twice, which does no harm.
 */
final class HoldingLog {
  /** What to send, under a number. */
  sealed interface Step {
    long number();

    /** What changed. */
    record Report(long number, List<HeldVersion> added, List<HeldVersion> removed)
        implements Step {}

    /** All that is held, from a snapshot that is taken after this step was asked for. */
    record Inventory(long number) implements Step {}
  }

  private record Change(HeldVersion version, boolean held) {}

  private final int maxWaiting;
  private final LinkedHashMap<VersionId, Change> waiting = new LinkedHashMap<>();
  private Optional<Step> unconfirmed = Optional.empty();
  private final ConfirmedHoldings confirmedHoldings = new ConfirmedHoldings();
  private long lastNumber;
  private long confirmed;
  // How often an inventory was wanted, and which of these wants the last one sent and the last one
  // confirmed met. Whatever the registry believes, a run of the node starts with nothing confirmed.
  private long wanted = 1;
  private long sent;
  private long met;

  /**
   * @param maxWaiting more changes than this are not kept
   */
  HoldingLog(int maxWaiting) {
    this.maxWaiting = maxWaiting;
  }

  void added(HeldVersion version) {
    record(new Change(version, true));
  }

  void removed(HeldVersion version) {
    record(new Change(version, false));
  }

  private void record(Change change) {
    waiting.remove(change.version().id());
    waiting.put(change.version().id(), change);
    if (waiting.size() > maxWaiting) {
      waiting.clear();
      wantInventory();
    }
  }

  /** The registry has no complete picture, or what was recorded is lost. */
  void wantInventory() {
    wanted++;
  }

  boolean inventoryWanted() {
    return wanted > met;
  }

  /** Whether all that is known here is confirmed. */
  boolean isSettled() {
    return !inventoryWanted() && unconfirmed.isEmpty() && waiting.isEmpty();
  }

  /** How many changes wait for their first report. */
  int waiting() {
    return waiting.size();
  }

  /** The number of the last report or inventory that the registry confirmed, 0 for none. */
  long confirmed() {
    return confirmed;
  }

  /** Of all that the registry must know by {@link #confirmed()}. */
  HoldingsChecksum checksum() {
    return confirmedHoldings.checksum();
  }

  /**
   * What to tell the registry now, if anything: the same report again until it is confirmed, unless
   * an inventory is wanted.
   */
  Optional<Step> next() {
    if (inventoryWanted()) {
      waiting.clear();
      unconfirmed = Optional.empty();
      sent = wanted;
      return Optional.of(new Step.Inventory(++lastNumber));
    }
    if (unconfirmed.isEmpty() && !waiting.isEmpty()) {
      unconfirmed = Optional.of(takeReport());
    }
    return unconfirmed;
  }

  private Step.Report takeReport() {
    var added = new ArrayList<HeldVersion>();
    var removed = new ArrayList<HeldVersion>();
    var changes = waiting.values().iterator();
    while (changes.hasNext() && added.size() + removed.size() < HoldingReport.MAX_CHANGES) {
      var change = changes.next();
      (change.held() ? added : removed).add(change.version());
      changes.remove();
    }
    return new Step.Report(++lastNumber, List.copyOf(added), List.copyOf(removed));
  }

  /**
   * The registry answered to the last step.
   *
   * @param all what was sent with an inventory
   * @return whether it confirmed the step; otherwise an inventory is wanted
   */
  boolean answered(Step step, List<HeldVersion> all, ReportReceipt receipt) {
    if (receipt.inventoryWanted() || receipt.number() != step.number()) {
      // Numbers that the registry has seen are taken, whoever used them.
      lastNumber = Math.max(lastNumber, receipt.number());
      wantInventory();
      return false;
    }
    confirmed = step.number();
    switch (step) {
      case Step.Report(var number, var added, var removed) -> {
        confirmedHoldings.change(added, removed);
        unconfirmed = Optional.empty();
      }
      case Step.Inventory inventory -> {
        confirmedHoldings.replace(all);
        met = sent;
      }
    }
    return true;
  }
}
