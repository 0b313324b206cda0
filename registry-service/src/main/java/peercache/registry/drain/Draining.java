package peercache.registry.drain;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;
import peercache.api.NodeId;
import peercache.edge.Outcomes;
import peercache.registry.drain.HandOver.LastCopy;
import peercache.registry.drain.HandOver.Leaver;
import peercache.registry.fill.FillPlacement;
import peercache.registry.order.FillOrders;
import peercache.registry.ranking.Candidates;
import peercache.registry.ranking.Member;

/**
 * Has others fill what draining nodes alone hold; near ones first, as the fill of a caller there.
 */
@Service
class Draining {
  private static final Logger log = LoggerFactory.getLogger(Draining.class);

  /** After which another node is told. */
  private static final Duration WITHIN = Duration.ofMinutes(10);

  /** Longer than an origin keeps an answer that named the node. */
  private static final Duration SETTLE = Duration.ofSeconds(3);

  private final HandOver handOver;
  private final Candidates candidates;
  private final FillOrders orders;
  private final Clock clock;
  private final Outcomes outcomes;
  private final Map<Leaver, Pace> paces = new ConcurrentHashMap<>();

  Draining(
      HandOver handOver,
      Candidates candidates,
      FillOrders orders,
      Clock clock,
      MeterRegistry meters) {
    this.handOver = handOver;
    this.candidates = candidates;
    this.orders = orders;
    this.clock = clock;
    this.outcomes = new Outcomes(meters, "peercache.registry.drains", "Drains of nodes", "drained");
  }

  @Scheduled(fixedDelayString = "PT1S")
  void lookInTurn() {
    look(clock.millis());
  }

  /** After all of them, whether it is their turn or not. */
  void look() {
    look(Long.MAX_VALUE);
  }

  private void look(long now) {
    try {
      var leavers = handOver.leavers();
      paces.keySet().retainAll(leavers);
      for (var leaver : leavers) {
        var pace = paces.getOrDefault(leaver, Pace.FIRST);
        if (pace.isDue(now)) {
          lookAfter(leaver, pace);
        }
      }
    } catch (DataAccessException | TransactionException e) {
      log.debug("drains are not looked after while the database is away", e);
    }
  }

  private void lookAfter(Leaver leaver, Pace pace) {
    long start = clock.millis();
    int lastCopies = handOver.lastCopies(leaver);
    long end = clock.millis();
    paces.put(leaver, Pace.after(Math.max(0, end - start), end));
    if (lastCopies > 0) {
      tellOthers(leaver, pace);
    }
    if (handOver.note(leaver, lastCopies, SETTLE.toMillis())) {
      outcomes.count("drained");
      log.info("node {} is drained, and may leave", leaver.id());
    }
  }

  private void tellOthers(Leaver leaver, Pace pace) {
    int room = pace.mayBeOpen() - handOver.toldAndOpen(leaver);
    if (room > 0) {
      var members = candidates.members(false);
      handOver.notTold(leaver, room).forEach(copy -> tellSomebody(leaver, copy, members));
    }
  }

  /** What nobody can take stays with the node: an operator sees it, and may decide. */
  private void tellSomebody(Leaver leaver, LastCopy copy, List<Member> members) {
    var target = copy.origin().isEmpty() ? Optional.<Member>empty() : choose(leaver, copy, members);
    if (target.isPresent() && copy.origin().isPresent()) {
      boolean _ =
          orders.give(
              target.get().id(), copy.origin().get(), copy.version(), WITHIN, leaver.purpose());
    } else {
      log.debug("nobody can take {} of node {}", copy.version(), leaver.id());
    }
  }

  private Optional<Member> choose(Leaver leaver, LastCopy copy, List<Member> members) {
    Set<NodeId> failed = handOver.failedLately(leaver, copy.version());
    var placement =
        new FillPlacement(
            copy.version(),
            copy.size(),
            leaver.zone(),
            failed,
            candidates.suspects(copy.version()));
    return placement.choose(members) instanceof FillPlacement.Decision.To(var node)
        ? Optional.of(node)
        : Optional.empty();
  }
}
