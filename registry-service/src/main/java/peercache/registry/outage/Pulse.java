package peercache.registry.outage;

import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import peercache.registry.node.LeaseProperties;

/**
 * Notices that the registries or their database were away: by the beats that are missing. A
 * registry that was frozen beats before it answers anybody.
 */
@Component
public class Pulse implements SchedulingConfigurer {
  private static final Logger log = LoggerFactory.getLogger(Pulse.class);

  private static final Duration MAX_EVERY = Duration.ofMillis(500);

  private final PulseRows rows;
  private final Clock clock;
  private final Duration every;
  private final long staleMillis;
  private volatile long lastBeat;

  Pulse(PulseRows rows, LeaseProperties lease, Clock clock) {
    this.rows = rows;
    this.clock = clock;
    Duration sixth = lease.lease().dividedBy(6);
    this.every = sixth.compareTo(MAX_EVERY) < 0 ? sixth : MAX_EVERY;
    this.staleMillis = Amnesty.shortest(lease.lease()).toMillis();
  }

  @Override
  public void configureTasks(ScheduledTaskRegistrar registrar) {
    registrar.addFixedDelayTask(this::beatOrMiss, every);
  }

  /** Before it is said of any node that its lease has ended. */
  public void require() {
    if (clock.millis() - lastBeat > staleMillis) {
      beat();
    }
  }

  private void beatOrMiss() {
    try {
      beat();
    } catch (DataAccessException | TransactionException e) {
      log.debug("no beat, the database does not answer", e);
    }
  }

  private void beat() {
    int excused = rows.beat();
    lastBeat = clock.millis();
    if (excused > 0) {
      log.warn(
          "no registry looked at the leases for a while: the {} nodes that were alive before are"
              + " believed for one lease more",
          excused);
    }
  }
}
