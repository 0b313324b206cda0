package peercache.registry.holding;

import java.io.IOException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import peercache.api.HoldingReport;
import peercache.api.NodeId;
import peercache.api.ReportReceipt;
import peercache.registry.holding.ReportState.Progress;
import peercache.registry.node.Runs;

/** Applies what nodes report, each report and each inventory in one transaction with its number. */
@Service
class Reports {
  private final ReportState state;
  private final Holdings holdings;
  private final Runs runs;

  Reports(ReportState state, Holdings holdings, Runs runs) {
    this.state = state;
    this.holdings = holdings;
    this.runs = runs;
  }

  /**
   * A version that is both added and removed counts as removed: it is worse to name a node in vain.
   */
  @Transactional
  ReportOutcome apply(NodeId id, HoldingReport report) {
    var progress = lock(id, report.incarnation());
    return switch (ReportOutcome.of(report.number(), progress)) {
      case ReportOutcome.Applied _ -> new ReportOutcome.Applied(change(progress, report));
      case ReportOutcome.Repeated repeated -> repeated;
      case ReportOutcome.Gap _ -> new ReportOutcome.Gap(saved(progress.incomplete()));
    };
  }

  /** An inventory that a later one overtook is confirmed like a report, and not applied. */
  @Transactional
  ReportReceipt replace(NodeId id, InventoryReader.Head head, InventorySpool versions)
      throws IOException {
    var progress = lock(id, head.incarnation());
    if (head.number() < progress.number()) {
      return new ReportReceipt(progress.number(), !progress.complete());
    }
    int node = progress.nodeKey();
    holdings.beginConfirming();
    versions.forEachBatch(batch -> {
      var _ = holdings.add(node, head.incarnation(), batch);
      holdings.confirm(batch);
    });
    holdings.removeUnconfirmed(node, head.incarnation());
    var all = holdings.extent(node, head.incarnation());
    var _ = saved(progress.replaced(head.number(), all));
    state.settle(node, head.incarnation());
    return new ReportReceipt(head.number(), false);
  }

  private Progress lock(NodeId id, long incarnation) {
    return state.lock(id, incarnation).orElseThrow(() -> runs.refusal(id, incarnation));
  }

  private Progress change(Progress before, HoldingReport report) {
    int node = before.nodeKey();
    long run = before.incarnation();
    var added = holdings.add(node, run, VersionBatch.of(report.added()));
    var removed = holdings.remove(node, run, VersionBatch.of(report.removed()));
    return saved(before.advanced(added, removed));
  }

  private Progress saved(Progress progress) {
    state.save(progress);
    return progress;
  }
}
