package peercache.node.fill;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.FillPlan;
import peercache.api.FillRenewal;
import peercache.api.FillRequest;
import peercache.api.OriginId;
import peercache.api.RegistryApi;
import peercache.content.Manifest;
import peercache.node.membership.NodeIdentity;
import peercache.node.registry.RegistryAwayException;
import peercache.node.registry.RegistryException;
import peercache.node.registry.RegistryRefusedException;

/**
 * Keeps one fill's plan fresh, beside the workers that follow it: asks the registry, renews at 80 %
 * of the rhythm that it states, asks again when sources fail, and goes to the origin on its own
 * account while the registry is away. A fill that has all that is wanted says so when it renews,
 * and asks for a plan at once when more is wanted. Also notices when the fill is to end.
 */
final class PlanKeeper {
  private static final Logger log = LoggerFactory.getLogger(PlanKeeper.class);

  /**
   * Between two plans that failing sources ask for; twice as long from one to the next, for where
   * many fail at once the registry has other things to do.
   */
  private static final Duration MIN_BETWEEN_PLANS = Duration.ofMillis(100);

  private static final int MAX_DOUBLINGS_BETWEEN_PLANS = 4;

  /** How often the registry is asked, at least, while no node is known that could provide. */
  private static final Duration WITHOUT_PROVIDER = Duration.ofMillis(800);

  /** Until the next attempt while the registry is away. */
  private static final Duration REGISTRY_AWAY = Duration.ofSeconds(2);

  private static final Duration FIRST_RENEWAL = Duration.ofMillis(100);

  private static final int MAX_DOUBLINGS = 10;

  private final RegistryApi registry;
  private final NodeIdentity node;
  private final OriginId origin;
  private final Manifest manifest;
  private final PieceBoard board;
  private final Supply supply;
  private final Swarm swarm;
  private final FillProperties properties;
  private final Introduction introduction;

  private @Nullable FillPlan plan;
  private long plannedAt;
  private long callAt;

  /** When to call instead if nobody provides. */
  private long earliestCallAt;

  private int renewals;
  private int plansInARow;
  private int introductions;

  /** Whether the registry was told last that nothing more is wanted. */
  private boolean rested;

  PlanKeeper(
      Fill.Context context, OriginId origin, Manifest manifest, PieceBoard board, Swarm swarm) {
    this.registry = context.registry();
    this.node = context.node();
    this.properties = context.properties();
    this.introduction = context.introduction();
    this.origin = origin;
    this.manifest = manifest;
    this.board = board;
    this.supply = swarm.supply();
    this.swarm = swarm;
  }

  /**
   * Returns when the fill is over.
   *
   * @param first what the registry said already; nothing if it is away
   */
  void keep(Optional<FillPlan> first) throws InterruptedException {
    plannedAt = System.nanoTime();
    if (first.isPresent()) {
      adopt(first.get());
    } else {
      goOnWithoutRegistry();
    }
    while (!endsNow()) {
      boolean planWanted =
          supply.planWish().await(Math.min(nanosUntilCall(), nanosUntilEnd()), this::wantsAgain);
      if (endsNow()) {
        return;
      }
      if (planWanted) {
        supply.planWish().awaitOver(plannedAt + pauseBetweenPlans() - System.nanoTime());
        plannedAt = System.nanoTime();
        call(true);
      } else if (callAt - System.nanoTime() <= 0 || isCallDue()) {
        plansInARow = 0;
        call(false);
      }
    }
  }

  private long pauseBetweenPlans() {
    return MIN_BETWEEN_PLANS.toNanos() << Math.min(plansInARow++, MAX_DOUBLINGS_BETWEEN_PLANS);
  }

  /** Also until it is time to see whether anybody still provides. */
  private long nanosUntilCall() {
    long now = System.nanoTime();
    return earliestCallAt - now > 0
        ? Math.min(callAt, earliestCallAt) - now
        : Math.min(callAt - now, WITHOUT_PROVIDER.toNanos());
  }

  /** Before the registry wants to hear: it may know of a node that provides, or let this one. */
  private boolean isCallDue() {
    return earliestCallAt - System.nanoTime() <= 0 && !board.isResting() && !supply.isProvidedFor();
  }

  private boolean wantsAgain() {
    return rested && !board.isResting();
  }

  private boolean endsNow() {
    if (board.isOver()) {
      return true;
    }
    if (board.nanosWithoutProgress() >= properties.giveUpAfter().toNanos()) {
      board.fail(
          new FillFailed(
              FillFault.STALLED,
              "no source delivered anything for " + properties.giveUpAfter().toMillis() + " ms"));
      return true;
    }
    if (board.nanosWithoutReaders() >= properties.linger().toNanos()) {
      board.fail(new FillFailed(FillFault.STOPPED, "nobody waits for the version any more"));
      return true;
    }
    return false;
  }

  private long nanosUntilEnd() {
    long untilGivenUp = properties.giveUpAfter().toNanos() - board.nanosWithoutProgress();
    long untilForgotten = properties.linger().toNanos() - board.nanosWithoutReaders();
    return Math.min(untilGivenUp, untilForgotten);
  }

  private void call(boolean planWanted) throws InterruptedException {
    var current = plan;
    if (board.isResting()) {
      rested = true;
      renew(null, true);
    } else if (planWanted || current == null || !supply.hasSources()) {
      plan();
    } else {
      renew(current.originToken(), false);
    }
  }

  private void plan() throws InterruptedException {
    plannedAt = System.nanoTime();
    rested = false;
    try {
      var request =
          new FillRequest(node.id(), node.incarnation(), origin, List.copyOf(supply.failed()));
      adopt(registry.planFill(manifest.id(), request));
    } catch (RegistryException e) {
      log.debug("the registry has no plan for {}: {}", manifest.id(), e.toString());
      goOnWithoutRegistry();
    }
  }

  private void renew(@Nullable Long originToken, boolean resting) throws InterruptedException {
    var renewal =
        new FillRenewal(node.id(), node.incarnation(), originToken, board.verifiedCount(), resting);
    try {
      adopt(registry.renewFill(manifest.id(), renewal));
    } catch (RegistryRefusedException e) {
      // The fill was given to another node, or the registry knows nothing of it any more.
      plan = null;
      swarm.withdrawOrigin();
      if (resting) {
        callAgainIn(REGISTRY_AWAY);
      }
    } catch (RegistryAwayException e) {
      log.debug("the registry has no plan for {}: {}", manifest.id(), e.toString());
      goOnWithoutRegistry();
    }
  }

  private void adopt(FillPlan newPlan) {
    plan = newPlan;
    swarm.adopt(newPlan);
    // At 80 %, so that one slow answer does not cost the lease. In the beginning sooner: of many
    // nodes that begin together each is told only of those that came before it.
    long rhythm = newPlan.renewEvery().toNanos() * 8 / 10;
    long early = FIRST_RENEWAL.toNanos() << Math.min(renewals++, MAX_DOUBLINGS);
    callAt = System.nanoTime() + Math.min(rhythm, early);
    earliestCallAt = System.nanoTime() + WITHOUT_PROVIDER.toNanos();
  }

  /** Those that begin together meet one by one, so that they are asked for sooner at first. */
  private void goOnWithoutRegistry() throws InterruptedException {
    supply.meet(introduction.others(origin, manifest.id()), System.nanoTime());
    supply.goOnWithoutRegistry();
    long early = FIRST_RENEWAL.toMillis() << Math.min(introductions++, MAX_DOUBLINGS);
    callAgainIn(Duration.ofMillis(Math.min(REGISTRY_AWAY.toMillis(), early)));
  }

  private void callAgainIn(Duration pause) {
    callAt = System.nanoTime() + pause.toNanos();
    earliestCallAt = callAt;
  }
}
