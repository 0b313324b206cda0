package peercache.registry.departure;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.event.TransactionalEventListener;
import peercache.api.Departures;
import peercache.api.Departures.Departure;
import peercache.api.NodeId;
import peercache.registry.node.NodeGone;
import peercache.registry.refusal.Refusal;

/**
 * Which nodes were taken out of the answers lately, by whichever registry. Those who wait are woken
 * at once if it was this one, and otherwise within {@value #LOOK_EVERY_MILLIS} ms: the database is
 * asked for all of them together, and only while somebody waits. Times are the database's, in
 * microseconds.
 */
@Component
class DepartureBoard {
  private static final Logger log = LoggerFactory.getLogger(DepartureBoard.class);

  private static final int LOOK_EVERY_MILLIS = 250;
  private static final int MAX_WAITING = 1_000;

  /** What another registry decided before may become visible after what was told already. */
  private static final Duration OVERLAP = Duration.ofSeconds(5);

  private static final String MICROS = "(extract(epoch from %s) * 1000000)::bigint";

  private static final String LATEST =
      "select coalesce(max(" + MICROS.formatted("gone_at") + "), 0) from node";

  private static final String SINCE =
      """
      select id, %s as at from node
      where gone_at > to_timestamp(:after / 1000000.0) order by gone_at desc limit :max
      """
          .formatted(MICROS.formatted("gone_at"));

  private final JdbcClient jdbc;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Guarded by the lock, under which nobody waits for the database.
  private long latest;
  private int waiting;
  private boolean closed;

  DepartureBoard(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** What has happened after a moment; waits for the first of it, bounded. */
  Departures after(long after, Duration atMost) throws InterruptedException {
    await(after, atMost);
    long from = after - TimeUnit.NANOSECONDS.toMicros(OVERLAP.toNanos());
    var nodes =
        jdbc.sql(SINCE)
            .param("after", Math.max(0, from))
            .param("max", Departures.MAX_NODES)
            .query((row, _) -> new Departure(new NodeId(row.getString("id")), row.getLong("at")))
            .list();
    long until = nodes.stream().mapToLong(Departure::at).max().orElse(after);
    return new Departures(Math.max(until, after), nodes);
  }

  /** The moment from which on somebody who begins to listen misses nothing. */
  Departures now() {
    return new Departures(readLatest(), List.of());
  }

  private void await(long after, Duration atMost) throws InterruptedException {
    long deadline = clock.millis() + atMost.toMillis();
    lock.lock();
    try {
      waiting++;
      if (waiting > MAX_WAITING) {
        throw new Refusal.Busy("too many wait for departures");
      }
      long left = atMost.toMillis();
      while (latest <= after && left > 0 && !closed) {
        var _ = changed.await(left, TimeUnit.MILLISECONDS);
        left = deadline - clock.millis();
      }
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  @Scheduled(fixedDelay = LOOK_EVERY_MILLIS)
  void lookIfWanted() {
    if (isAwaited()) {
      try {
        look();
      } catch (DataAccessException | TransactionException e) {
        log.debug("the database does not answer", e);
      }
    }
  }

  private boolean isAwaited() {
    lock.lock();
    try {
      return waiting > 0;
    } finally {
      lock.unlock();
    }
  }

  /** A node left, or was taken out of the answers, here and now. */
  @TransactionalEventListener(fallbackExecution = true)
  void left(NodeGone event) {
    look();
  }

  private void look() {
    long found = readLatest();
    lock.lock();
    try {
      if (found != latest) {
        latest = found; // less than before once nodes that were gone for long are forgotten
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  private long readLatest() {
    return jdbc.sql(LATEST).query(Long.class).single();
  }

  /** Nobody has to wait for the end of a registry. */
  @EventListener
  void close(ContextClosedEvent event) {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
