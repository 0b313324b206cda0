package peercache.registry.purge;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;
import peercache.api.PurgeRequest;
import peercache.api.PurgeStatus;
import peercache.api.PurgeStatus.State;
import peercache.edge.Outcomes;
import peercache.registry.refusal.Refusal;
import peercache.registry.selection.Selections;

/** Begins purges, and notices when they are done. */
@Service
class Purging {
  private static final Logger log = LoggerFactory.getLogger(Purging.class);

  /** Purges forgotten at a time; each may have a hundred thousand versions. */
  private static final int BATCH = 10;

  private final Selections selections;
  private final Purges purges;
  private final PurgeProperties properties;
  private final Outcomes outcomes;
  private final AtomicInteger running = new AtomicInteger();

  Purging(Selections selections, Purges purges, PurgeProperties properties, MeterRegistry meters) {
    this.selections = selections;
    this.purges = purges;
    this.properties = properties;
    this.outcomes = new Outcomes(meters, "peercache.registry.purges", "Purges", "begun", "done");
    Gauge.builder("peercache.registry.purges.running", running, AtomicInteger::get)
        .description("Purges that some node has not confirmed yet")
        .register(meters);
  }

  PurgeStatus begin(PurgeRequest request) {
    var versions = List.copyOf(selections.resolve(request.selection(), true).keySet());
    long key = purges.add(versions, properties.maxVersions());
    outcomes.count("begun");
    log.info("purge {} of {} versions", key, versions.size());
    return status(Long.toString(key));
  }

  /**
   * @throws Refusal if there is no such purge any more
   */
  PurgeStatus status(String id) {
    settle();
    var purge =
        number(id).flatMap(purges::find).orElseThrow(() -> new Refusal.Unknown("purge", id));
    return new PurgeStatus(
        id,
        purge.doneAt() == null ? State.RUNNING : State.DONE,
        purge.createdAt(),
        purge.doneAt(),
        purge.versions(),
        purges.receipts(purge));
  }

  private static Optional<Long> number(String id) {
    try {
      return Optional.of(Long.parseLong(id));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Looks after purges that nobody asks about. */
  @Scheduled(fixedDelayString = "PT1S")
  void look() {
    try {
      settle();
      running.set(purges.running());
      purges.forget(properties.retention().toMillis(), BATCH);
    } catch (DataAccessException | TransactionException e) {
      log.debug("purges are not looked after while the database is away", e);
    }
  }

  private void settle() {
    for (int done = purges.settle(); done > 0; done--) {
      outcomes.count("done");
    }
  }
}
