package peercache.load;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Asks at a fixed rate, whether the answers come or not: each request has a moment at which it is
 * meant to go out, and its latency counts from there, also if it had to wait for a connection.
 */
final class OpenLoop {
  private static final int CONNECTIONS = 64;

  /** What has not gone out so long after its moment never does: it counts as a failure so late. */
  private static final long GIVE_UP_AFTER = 5_000_000_000L;

  private final URI server;
  private final int perSecond;
  private final IntFunction<byte[]> requests;
  private final Predicate<HttpConnection.Answer> right;

  /**
   * @param requests the request with each number, from 0
   * @param right what counts as an answer, and not as a failure
   */
  OpenLoop(
      URI server,
      int perSecond,
      IntFunction<byte[]> requests,
      Predicate<HttpConnection.Answer> right) {
    this.server = server;
    this.perSecond = perSecond;
    this.requests = requests;
    this.right = right;
  }

  /** What became of all requests of a run. */
  static final class Result {
    private final double seconds;
    private final long failures;
    private final long[] sortedNanos;

    /**
     * @param seconds from the first intended moment to the last answer
     */
    private Result(double seconds, long failures, long[] sortedNanos) {
      this.seconds = seconds;
      this.failures = failures;
      this.sortedNanos = sortedNanos;
    }

    double millis(double quantile) {
      int at = (int) Math.ceil(quantile * sortedNanos.length) - 1;
      return sortedNanos[Math.max(at, 0)] / 1e6;
    }

    double asked() {
      return sortedNanos.length / seconds;
    }

    double right() {
      return (sortedNanos.length - failures) / seconds;
    }

    double seconds() {
      return seconds;
    }

    long failures() {
      return failures;
    }
  }

  Result run(Duration length) throws InterruptedException {
    int count = Math.toIntExact(perSecond * length.toMillis() / 1_000);
    var nanos = new long[count];
    var next = new AtomicInteger();
    var failures = new LongAdder();
    long start = System.nanoTime() + 20_000_000;
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < CONNECTIONS; i++) {
      threads.add(Thread.ofPlatform().start(() -> ask(next, nanos, start, failures)));
    }
    for (var thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Arrays.sort(nanos);
    return new Result(seconds, failures.sum(), nanos);
  }

  private void ask(AtomicInteger next, long[] nanos, long start, LongAdder failures) {
    int number = next.getAndIncrement();
    while (number < nanos.length) {
      try (var connection = new HttpConnection(server)) {
        while (number < nanos.length) {
          long intended = start + number * 1_000_000_000L / perSecond;
          await(intended);
          nanos[number] = GIVE_UP_AFTER;
          if (System.nanoTime() - intended > GIVE_UP_AFTER
              || !right.test(connection.send(requests.apply(number)))) {
            failures.increment();
          } else {
            nanos[number] = System.nanoTime() - intended;
          }
          number = next.getAndIncrement();
        }
      } catch (IOException e) {
        failures.increment();
        number = next.getAndIncrement();
      }
    }
  }

  private static void await(long moment) {
    long wait = moment - System.nanoTime();
    while (wait > 0) {
      LockSupport.parkNanos(wait);
      wait = moment - System.nanoTime();
    }
  }
}
