package peercache.registry.holding;

import peercache.api.ReportReceipt;
import peercache.registry.holding.ReportState.Progress;

/** What became of a numbered report. */
sealed interface ReportOutcome {
  /** It was the next one. */
  record Applied(Progress progress) implements ReportOutcome {}

  /** It was applied before: the receipt got lost. */
  record Repeated(Progress progress) implements ReportOutcome {}

  /** A report before it is missing. */
  record Gap(Progress progress) implements ReportOutcome {}

  /** What a report of this number means for a run that has come so far; pure. */
  static ReportOutcome of(long number, Progress progress) {
    if (number <= progress.number()) {
      return new Repeated(progress);
    }
    return number == progress.number() + 1 ? new Applied(progress) : new Gap(progress);
  }

  default ReportReceipt receipt() {
    return switch (this) {
      case Applied(var progress) -> receipt(progress);
      case Repeated(var progress) -> receipt(progress);
      case Gap(var progress) -> receipt(progress);
    };
  }

  private static ReportReceipt receipt(Progress progress) {
    return new ReportReceipt(progress.number(), !progress.complete());
  }
}
