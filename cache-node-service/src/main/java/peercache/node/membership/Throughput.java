package peercache.node.membership;

import java.time.Duration;
import java.time.Instant;
import java.util.function.DoubleSupplier;

/** The rate of what a counter counts, from one look at it to the next. Not thread-safe. */
final class Throughput {
  private final DoubleSupplier total;
  private Instant lastLook;
  private double lastTotal;

  Throughput(DoubleSupplier total, Instant now) {
    this.total = total;
    this.lastLook = now;
    this.lastTotal = total.getAsDouble();
  }

  /** Averaged since the last call; 0 when no time has passed. */
  long bytesPerSecond(Instant now) {
    double current = total.getAsDouble();
    double seconds = Duration.between(lastLook, now).toNanos() / 1e9;
    double rate = seconds > 0 ? (current - lastTotal) / seconds : 0;
    lastLook = now;
    lastTotal = current;
    return Math.max(0, Math.round(rate));
  }
}
