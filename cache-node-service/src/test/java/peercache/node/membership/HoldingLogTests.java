package peercache.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.HeldVersion;
import peercache.api.HoldingReport;
import peercache.api.HoldingsChecksum;
import peercache.api.ReportReceipt;
import peercache.api.VersionId;
import peercache.node.membership.HoldingLog.Step;

class HoldingLogTests {
  private static final HeldVersion A = version(1);
  private static final HeldVersion B = version(2);
  private final HoldingLog log = new HoldingLog(100);

  @Test
  void startsWithTheInventory() {
    assertThat(log.next()).contains(new Step.Inventory(1));
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
    assertThat(confirmNext()).isEqualTo(new Step.Report(2, List.of(A), List.of()));
    log.removed(A);
    assertThat(confirmNext()).isEqualTo(new Step.Report(3, List.of(), List.of(A)));
    assertThat(log.confirmed()).isEqualTo(3);
  }

  @Test
  void repeatsAReportUnchangedUntilItIsConfirmed() {
    confirmInventory();
    log.added(A);
    var first = log.next();
    log.added(B);
    log.removed(A);
    assertThat(log.next()).isEqualTo(first);
    answered(first.orElseThrow(), new ReportReceipt(2, false));
    assertThat(log.next()).contains(new Step.Report(3, List.of(B), List.of(A)));
  }

  @Test
  void tellsOnlyTheLastOfSeveralChangesOfAVersion() {
    confirmInventory();
    log.added(A);
    log.removed(A);
    log.removed(B);
    log.added(B);
    assertThat(log.next()).contains(new Step.Report(2, List.of(B), List.of(A)));
  }

  @Test
  void sendsTheInventoryAfterAGap() {
    confirmInventory();
    log.added(A);
    assertThat(answered(log.next().orElseThrow(), new ReportReceipt(1, true))).isFalse();
    assertThat(log.next()).contains(new Step.Inventory(3));
  }

  @Test
  void countsOnFromNumbersThatSomebodyElseHasUsed() {
    confirmInventory();
    log.added(A);
    assertThat(answered(log.next().orElseThrow(), new ReportReceipt(7, false))).isFalse();
    assertThat(log.next()).contains(new Step.Inventory(8));
  }

  @Test
  void doesNotForgetAnInventoryThatIsWantedWhileOneIsSent() {
    var inFlight = log.next().orElseThrow();
    log.wantInventory();
    answered(inFlight, new ReportReceipt(1, false));
    assertThat(log.next()).contains(new Step.Inventory(2));
  }

  @Test
  void neverSendsTwoInventoriesUnderOneNumber() {
    assertThat(log.next()).contains(new Step.Inventory(1));
    assertThat(log.next()).contains(new Step.Inventory(2));
  }

  @Test
  void reckonsTheChecksumOfWhatIsConfirmed() {
    log.answered(log.next().orElseThrow(), List.of(A, B), new ReportReceipt(1, false));
    assertThat(log.checksum()).isEqualTo(checksum(A, B));

    log.added(version(3));
    log.added(A); // the inventory told of it already
    log.removed(B);
    var report = log.next().orElseThrow();
    assertThat(log.checksum()).as("before the receipt").isEqualTo(checksum(A, B));

    answered(report, new ReportReceipt(2, false));
    assertThat(log.checksum()).isEqualTo(checksum(version(3), A));
  }

  @Test
  void keepsChangesThatCameAfterTheSnapshotWasBegun() {
    log.added(A);
    var inventory = log.next().orElseThrow();
    log.added(B);
    answered(inventory, new ReportReceipt(1, false));
    assertThat(log.next()).contains(new Step.Report(2, List.of(B), List.of()));
  }

  @Test
  void dropsWhatIsTooMuchAndFallsBackToTheInventory() {
    confirmInventory();
    for (int i = 0; i <= 100; i++) {
      log.added(version(i));
    }
    assertThat(log.waiting()).isZero();
    assertThat(log.next()).contains(new Step.Inventory(2));
  }

  @Test
  void neverPutsMoreIntoAReportThanItMayHold() {
    var big = new HoldingLog(HoldingReport.MAX_CHANGES * 2);
    big.answered(big.next().orElseThrow(), List.of(), new ReportReceipt(1, false));
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
    var backup = registry.copy();
    for (int i = 0; i < 60; i++) {
      switch (random.nextInt(9)) {
        case 0, 1, 2 -> change(random, held, subject);
        case 3 -> registry = random.nextBoolean() ? new ModelRegistry() : backup;
        case 7 -> backup = registry.copy();
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
    boolean behind = registry.number < subject.confirmed();
    boolean same = registry.number == subject.confirmed();
    if (!registry.complete || behind || (same && !registry.checksum().equals(subject.checksum()))) {
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
      subject.answered(step.get(), snapshot, receipt);
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
      if (inventory.number() < number) {
        return new ReportReceipt(number, !complete);
      }
      held.clear();
      all.forEach(version -> held.put(version.id(), version));
      number = inventory.number();
      complete = true;
      return new ReportReceipt(number, false);
    }

    HoldingsChecksum checksum() {
      return HoldingLogTests.checksum(held.values().toArray(HeldVersion[]::new));
    }

    ModelRegistry copy() {
      var copy = new ModelRegistry();
      copy.held.putAll(held);
      copy.number = number;
      copy.complete = complete;
      return copy;
    }
  }

  private void confirmInventory() {
    answered(log.next().orElseThrow(), new ReportReceipt(1, false));
  }

  private boolean answered(Step step, ReportReceipt receipt) {
    return log.answered(step, List.of(), receipt);
  }

  private static HoldingsChecksum checksum(HeldVersion... versions) {
    return Stream.of(versions)
        .map(HeldVersion::id)
        .reduce(HoldingsChecksum.NONE, HoldingsChecksum::toggle, (one, other) -> one);
  }

  private Step confirmNext() {
    var step = log.next().orElseThrow();
    assertThat(answered(step, new ReportReceipt(step.number(), false))).isTrue();
    return step;
  }

  private static HeldVersion version(int n) {
    return new HeldVersion(new VersionId("%016x".formatted(n).repeat(4)), n);
  }
}
