package peercache.node.fill;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peercache.api.HolderState;
import peercache.api.NodeId;

/**
 * The sources that one fill may use now: what the plan allows, less what failed. Workers take
 * sources and say how it went; the plan keeper hears when it should ask for another plan.
 * Thread-safe; no I/O under its lock.
 */
final class Sources {
  private static final long FIRST_PAUSE = 100_000_000L;
  private static final int MAX_DOUBLINGS = 4;

  /** One request in flight. */
  private record InFlight(Source source, Consumer<Throwable> abort) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Object, Long> pausedUntil = new HashMap<>();
  private final Set<NodeId> failed = new HashSet<>();
  private final Set<InFlight> inFlight = new HashSet<>();
  private List<Source> allowed = List.of();
  private int originFailures;
  private boolean originGone;
  private boolean planWanted = true;
  private boolean over;

  /**
   * Waits for a source that can be asked.
   *
   * @param avoided asked only if there is no other
   * @return null once the fill is over
   */
  @Nullable Source take(@Nullable Source avoided) throws InterruptedException {
    lock.lock();
    try {
      while (!over) {
        long now = System.nanoTime();
        var source = SourcePolicy.choose(allowed, one -> !isPaused(one, now), avoided);
        if (source != null) {
          return source;
        }
        var _ = changed.awaitNanos(nextResume(now));
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** A new plan: what is in flight from elsewhere is ended. */
  void adopt(List<Source> newlyAllowed) {
    List<InFlight> dropped;
    lock.lock();
    try {
      allowed = newlyAllowed;
      planWanted = false;
      dropped = inFlight.stream().filter(one -> !isAllowed(one.source())).toList();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    abort(dropped, "the source is not in the plan any more");
  }

  /** The source did not deliver: another node is not asked again, the origin after a pause. */
  void failed(Source source) {
    lock.lock();
    try {
      switch (source) {
        case Source.Peer peer -> {
          failed.add(peer.id());
          allowed = allowed.stream().filter(one -> !one.isSameAs(peer)).toList();
        }
        case Source.Origin origin -> {
          pause(origin, FIRST_PAUSE << Math.min(originFailures, MAX_DOUBLINGS));
          originFailures++;
        }
      }
      wantPlan();
    } finally {
      lock.unlock();
    }
  }

  /** The source may have it later. */
  void notYet(Source source, Duration pause) {
    lock.lock();
    try {
      pause(source, pause.toNanos());
    } finally {
      lock.unlock();
    }
  }

  void delivered(Source source) {
    if (source instanceof Source.Origin) {
      lock.lock();
      try {
        originFailures = 0;
      } finally {
        lock.unlock();
      }
    }
  }

  /** The origin is not ours to ask any more. */
  void withdrawOrigin() {
    List<InFlight> dropped;
    lock.lock();
    try {
      allowed = allowed.stream().filter(one -> !(one instanceof Source.Origin)).toList();
      dropped = inFlight.stream().filter(one -> one.source() instanceof Source.Origin).toList();
      wantPlan();
    } finally {
      lock.unlock();
    }
    abort(dropped, "the grant for the origin is lost");
  }

  /** The origin does not have the version any more. */
  void originGone() {
    lock.lock();
    try {
      originGone = true;
    } finally {
      lock.unlock();
    }
    withdrawOrigin();
  }

  boolean isOriginGone() {
    lock.lock();
    try {
      return originGone;
    } finally {
      lock.unlock();
    }
  }

  /** The nodes that failed; they get another chance once nothing else is left. */
  Set<NodeId> takeFailed() {
    lock.lock();
    try {
      if (allowed.isEmpty() && !planWanted) {
        failed.clear();
      }
      return Set.copyOf(failed);
    } finally {
      lock.unlock();
    }
  }

  List<Source> allowed() {
    lock.lock();
    try {
      return allowed;
    } finally {
      lock.unlock();
    }
  }

  /** Whether pieces come from the origin or whole holders, and not only from other fills. */
  boolean isRooted() {
    return allowed().stream()
        .anyMatch(one -> !(one instanceof Source.Peer peer && peer.state() == HolderState.FILLING));
  }

  Flow.Account track(Source source, Consumer<Throwable> abort) {
    var one = new InFlight(source, abort);
    boolean late;
    lock.lock();
    try {
      inFlight.add(one);
      late = over;
    } finally {
      lock.unlock();
    }
    if (late) {
      abort(List.of(one), "the fill is over");
    }
    return () -> untrack(one);
  }

  private void untrack(InFlight one) {
    lock.lock();
    try {
      inFlight.remove(one);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until another plan is wanted, the fill is over or the time has passed.
   *
   * @return whether another plan is wanted
   */
  boolean awaitPlanWanted(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!planWanted && !over && left > 0) {
        left = changed.awaitNanos(left);
      }
      return planWanted && !over;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the fill is over or the time has passed. */
  void awaitOver(long nanos) throws InterruptedException {
    lock.lock();
    try {
      long left = nanos;
      while (!over && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** The fill is over: nobody waits here any longer, and nothing stays in flight. */
  void close() {
    List<InFlight> dropped;
    lock.lock();
    try {
      over = true;
      dropped = new ArrayList<>(inFlight);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    abort(dropped, "the fill is over");
  }

  private void wantPlan() {
    planWanted = true;
    changed.signalAll();
  }

  private boolean isAllowed(Source source) {
    return allowed.stream().anyMatch(source::isSameAs);
  }

  private void pause(Source source, long nanos) {
    pausedUntil.put(key(source), System.nanoTime() + nanos);
  }

  private boolean isPaused(Source source, long now) {
    Long until = pausedUntil.get(key(source));
    return until != null && until - now > 0;
  }

  /** In how many nanoseconds the next paused source can be asked; for ever if there is none. */
  private long nextResume(long now) {
    return pausedUntil.values().stream()
        .mapToLong(until -> until - now)
        .filter(nanos -> nanos > 0)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  private static Object key(Source source) {
    return switch (source) {
      case Source.Peer peer -> peer.id();
      case Source.Origin _ -> Source.Origin.class;
    };
  }

  private static void abort(List<InFlight> requests, String why) {
    requests.forEach(one -> one.abort().accept(new IOException(why)));
  }
}
