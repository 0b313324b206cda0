package peercache.node.membership;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import peercache.edge.Outcomes;

/** The node's membership in numbers. */
final class MembershipMetrics {
  private static final String BYTES_SERVED = "peercache.node.bytes.served";
  private final MeterRegistry meters;
  private final Outcomes reports;

  MembershipMetrics(MeterRegistry meters) {
    this.meters = meters;
    this.reports =
        new Outcomes(
            meters,
            "peercache.node.reports",
            "Reports to the registry of what is held",
            "confirmed",
            "incomplete",
            "refused",
            "away");
  }

  void observe(Supplier<Boolean> connected, Supplier<Duration> leaseAge, IntSupplier waiting) {
    Gauge.builder("peercache.node.registry.connected", () -> connected.get() ? 1 : 0)
        .description("1 while the registry answers, 0 while it is away")
        .register(meters);
    Gauge.builder("peercache.node.lease.age", () -> leaseAge.get().toMillis() / 1000.0)
        .description("Time since the registry last granted a lease; since the start if never")
        .baseUnit("seconds")
        .register(meters);
    Gauge.builder("peercache.node.reports.waiting", waiting::getAsInt)
        .description("Changes that were not sent to the registry yet")
        .register(meters);
  }

  /**
   * @param outcome confirmed, incomplete (the registry wants the inventory), refused or away
   */
  void reported(String outcome) {
    reports.count(outcome);
  }

  /** All that was sent to callers and peers, whoever counts it, under any tags. */
  double bytesServed() {
    double counted =
        meters.find(BYTES_SERVED).counters().stream().mapToDouble(Counter::count).sum();
    return counted
        + meters.find(BYTES_SERVED).functionCounters().stream()
            .mapToDouble(FunctionCounter::count)
            .sum();
  }
}
