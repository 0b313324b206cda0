package peercache.registry.ranking;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;
import peercache.api.VersionId;
import peercache.registry.outage.Pulse;

/**
 * Sees versions and nodes as they are at one moment: the nodes in memory if they are those of the
 * moment, which the database says with what it has of the versions; otherwise both are read in one
 * snapshot. So what any registry changes about a node counts from the next look on. Thread-safe.
 */
@Repository
class Sightings {
  private static final Logger log = LoggerFactory.getLogger(Sightings.class);

  /** What renewals say of load may be so old, and twice as old once nobody has looked. */
  private static final long AGES_AFTER_MILLIS = 250;

  private static final long TOO_OLD_AFTER_MILLIS = 1_000;

  private final NodeRows nodeRows;
  private final TraceRows traceRows;
  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Pulse pulse;
  private final Clock clock;
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile NodeDirectory directory = NodeDirectory.NONE;

  Sightings(
      NodeRows nodeRows,
      TraceRows traceRows,
      JdbcClient jdbc,
      PlatformTransactionManager transactions,
      Pulse pulse,
      Clock clock) {
    this.nodeRows = nodeRows;
    this.traceRows = traceRows;
    this.jdbc = jdbc;
    this.transaction = new TransactionTemplate(transactions);
    this.pulse = pulse;
    this.clock = clock;
  }

  record Sighting(NodeDirectory nodes, Traces traces) {}

  Map<VersionId, Sighting> of(List<VersionId> versions) {
    pulse.require();
    var nodes = directory;
    long age = nodes.ageAt(clock.millis());
    if (age > TOO_OLD_AFTER_MILLIS) {
      return inOneSnapshot(versions);
    }
    if (age > AGES_AFTER_MILLIS) {
      renewBehind();
    }
    // Never nodes that were read after the traces: these may be gone since, confirmed by the node.
    var traces = traceRows.of(versions);
    boolean stillTrue =
        traces.values().stream().allMatch(one -> nodes.isTrueAt(one.number(), one.at()));
    return stillTrue ? together(nodes, traces) : inOneSnapshot(versions);
  }

  private Map<VersionId, Sighting> inOneSnapshot(List<VersionId> versions) {
    return transaction.execute(_ -> {
      jdbc.sql("set transaction isolation level repeatable read").update();
      var nodes = nodeRows.directory();
      directory = nodes;
      return together(nodes, traceRows.of(versions));
    });
  }

  private static Map<VersionId, Sighting> together(
      NodeDirectory nodes, Map<VersionId, Traces> traces) {
    return traces.entrySet().stream()
        .collect(
            Collectors.toMap(Map.Entry::getKey, entry -> new Sighting(nodes, entry.getValue())));
  }

  private void renewBehind() {
    if (renewing.compareAndSet(false, true)) {
      Thread.ofVirtual().name("nodes").start(this::renew);
    }
  }

  private void renew() {
    try {
      directory = nodeRows.directory();
    } catch (DataAccessException | TransactionException e) {
      log.debug("nodes are not read anew, the database does not answer", e);
    } finally {
      renewing.set(false);
    }
  }
}
