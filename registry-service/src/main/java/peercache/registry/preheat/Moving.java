package peercache.registry.preheat;

import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.TransactionException;
import peercache.registry.preheat.StrandedItems.Stranded;
import peercache.registry.ranking.Candidates;

/**
 * Gives what was to be on a node that is gone to another one of the same place. Where there is none
 * it waits, for this node or for another one.
 */
@Service
class Moving {
  private static final Logger log = LoggerFactory.getLogger(Moving.class);

  private static final int BATCH = 1_000;

  private final StrandedItems items;
  private final Preheats preheats;
  private final Candidates candidates;

  Moving(StrandedItems items, Preheats preheats, Candidates candidates) {
    this.items = items;
    this.preheats = preheats;
    this.candidates = candidates;
  }

  @Scheduled(fixedDelayString = "PT5S")
  void look() {
    try {
      var stranded = items.find(BATCH);
      if (!stranded.isEmpty()) {
        move(stranded);
      }
    } catch (DataAccessException | TransactionException e) {
      log.debug("preheats are not looked after while the database is away", e);
    }
  }

  private void move(List<Stranded> stranded) {
    var members = candidates.members(false);
    var holders = preheats.holders(stranded.stream().map(Stranded::version).toList());
    int moved = 0;
    for (var item : stranded) {
      var held = holders.getOrDefault(item.version(), Set.of());
      var others = members.stream().filter(member -> !item.nodes().contains(member.id())).toList();
      for (var to :
          new PreheatPlacement(item.place(), 1).choose(item.version(), item.size(), others, held)) {
        moved += items.move(item, to.id(), held.contains(to.id())) ? 1 : 0;
      }
    }
    if (moved > 0) {
      log.info("{} versions to be preheated on nodes that are gone are given to others", moved);
    }
  }
}
