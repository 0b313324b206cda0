package peercache.registry.standing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import peercache.registry.node.NodeGone;
import peercache.registry.standing.Check.Outcome;

/** Takes in what is learnt of nodes, and decides by it which of them are named. */
@Service
class Standings {
  private static final Logger log = LoggerFactory.getLogger(Standings.class);

  private final StandingRows rows;
  private final Doubts doubts;
  private final ApplicationEventPublisher events;

  Standings(StandingRows rows, Doubts doubts, ApplicationEventPublisher events) {
    this.rows = rows;
    this.doubts = doubts;
    this.events = events;
  }

  /** A check with what it showed. */
  record Seen(Check check, Outcome outcome) {}

  /**
   * Takes in what checks showed. What a check showed of a run that another one has replaced
   * meanwhile, or of another base URI, is dropped.
   */
  @Transactional
  void note(List<Seen> seen) {
    Map<Integer, Seen> byKey =
        seen.stream()
            .collect(
                Collectors.toMap(
                    one -> one.check().nodeKey(), Function.identity(), (one, later) -> later));
    var all = rows.lock(byKey.keySet());
    boolean checksDoubted = areChecksDoubted(all, byKey);
    var decided = new ArrayList<Decided>();
    for (var known : all) {
      var one = Objects.requireNonNull(byKey.get(known.nodeKey()));
      if (one.check().incarnation() == known.incarnation()
          && one.check().baseUri().toString().equals(known.baseUri())) {
        decided.add(Decided.of(known, one.outcome(), checksDoubted));
      }
    }
    rows.write(decided);
    decided.forEach(this::apply);
  }

  /** With what was just seen: of a crowd that fails at once the first few must not go alone. */
  private boolean areChecksDoubted(List<Known> all, Map<Integer, Seen> byKey) {
    int more = 0;
    boolean anyFails = false;
    for (var known : all) {
      boolean fails =
          Objects.requireNonNull(byKey.get(known.nodeKey())).outcome() instanceof Outcome.Failed;
      anyFails |= fails;
      if (known.evidence().proven()) {
        more += (fails ? 1 : 0) - (known.evidence().failures() > 0 ? 1 : 0);
      }
    }
    return anyFails && doubts.count().withFailing(more).checks();
  }

  private void apply(Decided decided) {
    var known = decided.known();
    if (decided.standing() instanceof Standing.Named) {
      if (!known.named()) {
        rows.name(known);
        log.info("node {} at {} is named", known.node(), known.baseUri());
      }
      return;
    }
    String reason = decided.standing().reason();
    if (known.named() || !reason.equals(known.unnamed())) {
      rows.doNotName(known, reason);
      if (known.named()) {
        events.publishEvent(new NodeGone(known.node()));
      }
      log.warn("node {} is named to nobody: {}", known.node(), reason);
    }
  }
}
