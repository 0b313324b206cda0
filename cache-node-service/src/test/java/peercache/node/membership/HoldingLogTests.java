package peercache.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.HeldVersion;
import peercache.api.HoldingReport;
import peercache.api.ReportReceipt;
import peercache.api.VersionId;
import peercache.node.membership.HoldingLog.Step;

class HoldingLogTests {
  private static final HeldVersion A = version(1);
  private static final HeldVersion B = version(2);
  private final HoldingLog log = new HoldingLog(100);

  @Test
  void startsWithTheInventory() {
    assertThat(log.next()).contains(new Step.Inventory(0));
    assertThat(log.isSettled()).isFalse();
  }

  @Test
  void hasNothingToTellWhenAllIsConfirmed() {
    confirmInventory();
    assertThat(log.next()).isEmpty();
    assertThat(log.isSettled()).isTrue();
  }

  @Test
  void numbersReportsFromTheInventoryOn() {
    confirmInventory();
    log.added(A);
    assertThat(confirmNext()).isEqualTo(new Step.Report(1, List.of(A), List.of()));
    log.removed(A);
    assertThat(confirmNext()).isEqualTo(new Step.Report(2, List.of(), List.of(A)));
    assertThat(log.confirmed()).isEqualTo(2);
  }

  @Test
  void repeatsAReportUnchangedUntilItIsConfirmed() {
    confirmInventory();
    log.added(A);
    var first = log.next();
    log.added(B);
    log.removed(A);
    assertThat(log.next()).isEqualTo(first);
    log.answered(first.orElseThrow(), new ReportReceipt(1, false));
    assertThat(log.next()).contains(new Step.Report(2, List.of(B), List.of(A)));
  }

  @Test
  void tellsOnlyTheLastOfSeveralChangesOfAVersion() {
    confirmInventory();
    log.added(A);
    log.removed(A);
    log.removed(B);
    log.added(B);
    assertThat(log.next()).contains(new Step.Report(1, List.of(B), List.of(A)));
  }

  @Test
  void sendsTheInventoryAfterAGap() {
    confirmInventory();
    log.added(A);
    assertThat(log.answered(log.next().orElseThrow(), new ReportReceipt(0, true))).isFalse();
    assertThat(log.next()).contains(new Step.Inventory(1));
  }

  @Test
  void countsOnFromNumbersThatSomebodyElseHasUsed() {
    confirmInventory();
    log.added(A);
    assertThat(log.answered(log.next().orElseThrow(), new ReportReceipt(7, false))).isFalse();
    assertThat(log.next()).contains(new Step.Inventory(7));
  }

  @Test
  void doesNotForgetAnInventoryThatIsWantedWhileOneIsSent() {
    var inFlight = log.next().orElseThrow();
    log.wantInventory();
    log.answered(inFlight, new ReportReceipt(0, false));
    assertThat(log.next()).contains(new Step.Inventory(0));
  }

  @Test
  void keepsChangesThatCameAfterTheSnapshotWasBegun() {
    log.added(A);
    var inventory = log.next().orElseThrow();
    log.added(B);
    log.answered(inventory, new ReportReceipt(0, false));
    assertThat(log.next()).contains(new Step.Report(1, List.of(B), List.of()));
  }

  @Test
  void dropsWhatIsTooMuchAndFallsBackToTheInventory() {
    confirmInventory();
    for (int i = 0; i <= 100; i++) {
      log.added(version(i));
    }
    assertThat(log.waiting()).isZero();
    assertThat(log.next()).contains(new Step.Inventory(0));
  }

  @Test
  void neverPutsMoreIntoAReportThanItMayHold() {
    var big = new HoldingLog(HoldingReport.MAX_CHANGES * 2);
    big.answered(big.next().orElseThrow(), new ReportReceipt(0, false));
    for (int i = 0; i < HoldingReport.MAX_CHANGES + 5; i++) {
      big.added(version(i));
    }
    assertThat(((Step.Report) big.next().orElseThrow()).added()).hasSize(HoldingReport.MAX_CHANGES);
    assertThat(big.waiting()).isEqualTo(5);
  }

  /** Whatever is lost and forgotten on the way, in the end the registry knows what the node has. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void convergesWhateverHappens(long seed) {
    var random = new Random(seed);
    for (int run = 0; run < 250; run++) {
      converges(random);
    }
  }

  private static void converges(Random random) {
    var subject = new HoldingLog(6);
    var held = new HashMap<VersionId, HeldVersion>();
    var registry = new ModelRegistry();
    for (int i = 0; i < 60; i++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> change(random, held, subject);
        case 3 -> registry = new ModelRegistry();
        case 4 -> renew(registry, subject);
        default -> exchange(random, held, subject, registry, random.nextInt(3) == 0);
      }
    }
    for (int i = 0; i < 10; i++) {
      renew(registry, subject);
      exchange(null, held, subject, registry, false);
    }
    assertThat(subject.isSettled()).isTrue();
    assertThat(registry.held).isEqualTo(held);
  }

  private static void change(Random random, Map<VersionId, HeldVersion> held, HoldingLog subject) {
    var version = version(random.nextInt(8));
    if (held.remove(version.id()) != null) {
      subject.removed(version);
    } else {
      held.put(version.id(), version);
      subject.added(version);
    }
  }

  private static void renew(ModelRegistry registry, HoldingLog subject) {
    if (!registry.complete || registry.number < subject.confirmed()) {
      subject.wantInventory();
    }
  }

  private static void exchange(
      @org.jspecify.annotations.Nullable Random random,
      Map<VersionId, HeldVersion> held,
      HoldingLog subject,
      ModelRegistry registry,
      boolean answerLost) {
    var step = subject.next();
    if (step.isEmpty()) {
      return;
    }
    if (random != null) {
      change(random, held, subject); // between the mark in the log and the snapshot
    }
    var snapshot = new ArrayList<>(held.values());
    if (random != null) {
      change(random, held, subject); // between the snapshot and the answer
      if (random.nextInt(5) == 0) {
        return; // the request is lost
      }
    }
    var receipt =
        switch (step.get()) {
          case Step.Report report -> registry.report(report);
          case Step.Inventory inventory -> registry.inventory(inventory, snapshot);
        };
    if (!answerLost) {
      subject.answered(step.get(), receipt);
    }
  }

  /** The registry's side of the contract. */
  private static final class ModelRegistry {
    private final Map<VersionId, HeldVersion> held = new HashMap<>();
    private long number;
    private boolean complete;

    ReportReceipt report(Step.Report report) {
      if (complete && report.number() == number + 1) {
        report.added().forEach(version -> held.put(version.id(), version));
        report.removed().forEach(version -> held.remove(version.id()));
        number = report.number();
      } else if (report.number() > number) {
        complete = false;
      }
      return new ReportReceipt(number, !complete);
    }

    ReportReceipt inventory(Step.Inventory inventory, List<HeldVersion> all) {
      held.clear();
      all.forEach(version -> held.put(version.id(), version));
      number = inventory.number();
      complete = true;
      return new ReportReceipt(number, false);
    }
  }

  private void confirmInventory() {
    log.answered(log.next().orElseThrow(), new ReportReceipt(0, false));
  }

  private Step confirmNext() {
    var step = log.next().orElseThrow();
    assertThat(log.answered(step, new ReportReceipt(step.number(), false))).isTrue();
    return step;
  }

  private static HeldVersion version(int n) {
    return new HeldVersion(new VersionId("%064x".formatted(n)), n);
  }
}
