package peercache.origin.registry;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import peercache.api.Departures;
import peercache.api.Observations;
import peercache.api.OriginId;
import peercache.api.OriginJoin;
import peercache.api.OriginMembership;
import peercache.api.RegistryApi;

/**
 * The registry behind its guards: no call takes longer than the timeout, no more than a bounded
 * number run at once, and after a row of failures none is tried for a while. Thread-safe.
 */
public final class Registry {
  /** Nobody is asked, because no registry is configured, or it failed too often just now. */
  public static final class AwayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    AwayException(String message) {
      super(message);
    }
  }

  private final Optional<RegistryApi> api;
  private final Optional<RegistryApi> patient;
  private final CircuitBreaker breaker;
  private final Bulkhead bulkhead;
  private final Duration timeout;
  private final ExecutorService executor;

  Registry(
      Optional<RegistryApi> api,
      Optional<RegistryApi> patient,
      CircuitBreaker breaker,
      Bulkhead bulkhead,
      Duration timeout,
      ExecutorService executor) {
    this.api = api;
    this.patient = patient;
    this.breaker = breaker;
    this.bulkhead = bulkhead;
    this.timeout = timeout;
    this.executor = executor;
  }

  public boolean isConfigured() {
    return api.isPresent();
  }

  public Duration timeout() {
    return timeout;
  }

  /**
   * Whether it is worth waiting for an answer. Not while it is tried whether it answers again: that
   * may be done behind the requests as well.
   */
  public boolean mayAnswer() {
    return isConfigured()
        && switch (breaker.getState()) {
          case CLOSED, DISABLED, METRICS_ONLY -> true;
          case OPEN, HALF_OPEN, FORCED_OPEN -> false;
        };
  }

  /**
   * Asks without holding the caller's thread. The answer comes or fails within the timeout, or
   * little later.
   */
  public <T> CompletableFuture<T> ask(Function<RegistryApi, T> question) {
    if (api.isEmpty()) {
      return CompletableFuture.failedFuture(new AwayException("no registry is configured"));
    }
    if (!bulkhead.tryAcquirePermission()) {
      return CompletableFuture.failedFuture(new AwayException("too many questions at once"));
    }
    if (!breaker.tryAcquirePermission()) {
      bulkhead.releasePermission();
      return CompletableFuture.failedFuture(new AwayException("it failed too often just now"));
    }
    long start = System.nanoTime();
    return CompletableFuture.supplyAsync(() -> question.apply(api.get()), executor)
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete((answer, failure) -> settle(System.nanoTime() - start, failure));
  }

  private void settle(long nanos, @Nullable Throwable failure) {
    bulkhead.onComplete();
    if (failure == null) {
      breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
    } else {
      breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
    }
  }

  /** Which nodes are gone; waits. Tries also while the registry fails for others. */
  public Departures departures(@Nullable Long after, int waitMillis) {
    return patient().departures(after, waitMillis);
  }

  /** Tells how nodes serve; waits for the answer, and tries also while the registry fails. */
  public Observations.Receipt observe(Observations observations) {
    return patient().observe(observations);
  }

  private RegistryApi patient() {
    return patient.orElseThrow(() -> new AwayException("no registry is configured"));
  }

  /**
   * Makes the origin known; waits for the answer, and tries also while the registry fails for
   * others.
   */
  public OriginMembership join(OriginId id, OriginJoin join) {
    return patient().join(id, join);
  }
}
