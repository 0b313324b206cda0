package peercache.registry.standing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import peercache.registry.node.CheckProperties;
import peercache.registry.standing.Check.Outcome;
import peercache.registry.standing.Standings.Seen;

/**
 * Checks what is due, a few nodes at each step, and hands on what was seen at the next one. Several
 * registries share the work by taking it from one table. Its steps are called one after the other.
 */
final class Checker {
  private static final Logger log = LoggerFactory.getLogger(Checker.class);

  /** Steps that come so late show that this process did not run: what timed out proves nothing. */
  static final Duration ASLEEP = Duration.ofMillis(400);

  private static final int MAX_IN_FLIGHT = 256;
  private static final int COUNT_EVERY = 50;

  private final CheckProperties properties;
  private final Checks checks;
  private final NodeCalls calls;
  private final Standings standings;
  private final Clock clock;
  private final Counter passes;
  private final Counter failures;
  private final ConcurrentLinkedQueue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile long lastStep;
  private volatile long lastSleep;
  private int steps;
  private int nodes;

  /** Until it has seen anything: that the database is not there yet is said by who waits for it. */
  private boolean blind = true;

  Checker(
      CheckProperties properties,
      Checks checks,
      NodeCalls calls,
      Standings standings,
      Clock clock,
      MeterRegistry meters) {
    this.passes = meters.counter("peercache.registry.checks", "outcome", "passed");
    this.failures = meters.counter("peercache.registry.checks", "outcome", "failed");
    this.properties = properties;
    this.checks = checks;
    this.calls = calls;
    this.standings = standings;
    this.clock = clock;
    this.lastStep = clock.millis();
  }

  /**
   * @param every how long after the last one this step is to come
   */
  void step(Duration every) {
    long now = clock.millis();
    if (now - lastStep > every.plus(ASLEEP).toMillis()) {
      lastSleep = now;
    }
    lastStep = now;
    try {
      handOn();
      begin(every);
      blind = false;
    } catch (DataAccessException | TransactionException e) {
      if (!blind) {
        log.warn("nodes cannot be checked, the database does not answer: {}", e.getMessage());
      }
      blind = true;
    }
    lastStep = clock.millis();
  }

  private void handOn() {
    var batch = new ArrayList<Seen>();
    for (var one = seen.poll(); one != null; one = seen.poll()) {
      batch.add(one);
    }
    if (!batch.isEmpty()) {
      standings.note(batch);
    }
  }

  private void begin(Duration every) {
    if (steps++ % COUNT_EVERY == 0) {
      checks.addMissing();
      nodes = checks.count();
    }
    long perStep = Math.max(1, properties.maxPerSecond() * every.toMillis() / 1_000);
    int batch = (int) Math.min(perStep, MAX_IN_FLIGHT - inFlight.get());
    if (batch > 0) {
      checks.take(batch, everyMillis()).forEach(this::begin);
    }
  }

  /** More nodes than may be checked in the usual time are checked more seldom. */
  private long everyMillis() {
    return Math.max(properties.every().toMillis(), 1_000L * nodes / properties.maxPerSecond());
  }

  private void begin(Check check) {
    inFlight.incrementAndGet();
    long start = clock.millis();
    var _ =
        calls
            .make(check)
            .thenAccept(outcome -> {
              inFlight.decrementAndGet();
              boolean passed = outcome instanceof Outcome.Passed;
              if (passed || !sleptSince(start)) {
                (passed ? passes : failures).increment();
                seen.add(new Seen(check, outcome));
              }
            });
  }

  private boolean sleptSince(long start) {
    return lastSleep >= start || clock.millis() - lastStep > ASLEEP.toMillis() * 2;
  }
}
