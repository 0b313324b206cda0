package peercache.origin.routing;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests a second there are for one version from one zone, as an average in which a
 * request weighs less the longer it was ago: a third after a second. A burst counts as if it had
 * come within that second. Counting is for any thread; telling is for one at a time.
 */
final class Demand {
  /** So few requests more change nothing. */
  private static final int FEW = 8;

  private static final double NANOS = 1e9;

  private final LongAdder requests = new LongAdder();
  private volatile double told;
  private volatile long toldRequests;
  private volatile long toldAtNanos;

  Demand(long nowNanos) {
    toldAtNanos = nowNanos;
  }

  void count() {
    requests.increment();
  }

  /** Whether it is at least twice what the registry was told last. */
  boolean hasOutgrown() {
    long since = requests.sum() - toldRequests;
    return since >= FEW && since > 2 * told;
  }

  /** Requests a second. */
  double now(long nowNanos) {
    return rate(nowNanos, requests.sum());
  }

  private double rate(long nowNanos, long sum) {
    double seconds = Math.max(0, nowNanos - toldAtNanos) / NANOS;
    double kept = Math.exp(-seconds);
    double weight = seconds == 0 ? 1 : (1 - kept) / seconds;
    return told * kept + (sum - toldRequests) * weight;
  }

  /** The same, for the registry: what comes later counts on from here. */
  double tell(long nowNanos) {
    long sum = requests.sum();
    double now = rate(nowNanos, sum);
    toldRequests = sum;
    toldAtNanos = nowNanos;
    told = now;
    return now;
  }
}
