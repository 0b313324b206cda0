package peercache.node.membership;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.Lease;
import peercache.api.NodeJoin;
import peercache.api.NodeRenewal;
import peercache.api.RegistryApi;
import peercache.edge.Escaped;
import peercache.node.registry.RegistryAwayException;
import peercache.node.registry.RegistryException;
import peercache.node.registry.RegistryRefusedException;

/**
 * Keeps the node a member: joins, renews at 80 % of the rhythm that the registry states, joins
 * again when the registry has forgotten the node, and goes on trying while the registry is away.
 * Logs changes of this state and not attempts.
 */
final class LeaseKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

  /** How often a node tries what cannot work until a person has changed something. */
  static final Duration LONG_PAUSE = Duration.ofSeconds(10);

  private static final Duration MIN_PAUSE = Duration.ofMillis(20);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(1);

  /**
   * So long after its start a node need not have heard of the registry, which may start as well.
   */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How often a node that left asks whether it is wanted again. */
  private static final Duration AWAY_PAUSE = Duration.ofSeconds(2);

  private enum State {
    STARTING,
    MEMBER,
    LEFT,
    AWAY,
    REFUSED,
    REPLACED
  }

  private final NodeIdentity identity;
  private final Supplier<NodeJoin> join;
  private final RegistryApi registry;
  private final Supplier<LocalHoldings> holdings;
  private final HoldingReporter reporter;
  private final OrderTaker orders;
  private final Backoff backoff;
  private final Clock clock;
  private final Throughput throughput;

  // Written by the loop's thread only.
  private volatile State state = State.STARTING;
  private volatile Instant lastLease;
  private boolean joined;
  private boolean patient = true;

  /** Told to leave; ends when the node is wanted again. */
  private volatile boolean departing;

  private final CountDownLatch left = new CountDownLatch(1);

  LeaseKeeper(
      NodeIdentity identity,
      Supplier<NodeJoin> join,
      RegistryApi registry,
      Supplier<LocalHoldings> holdings,
      HoldingReporter reporter,
      OrderTaker orders,
      Backoff backoff,
      Clock clock,
      Throughput throughput) {
    this.identity = identity;
    this.join = join;
    this.registry = registry;
    this.holdings = holdings;
    this.reporter = reporter;
    this.orders = orders;
    this.backoff = backoff;
    this.clock = clock;
    this.throughput = throughput;
    this.lastLease = clock.instant();
  }

  boolean isMember() {
    return state == State.MEMBER;
  }

  Duration leaseAge() {
    return Duration.between(lastLease, clock.instant());
  }

  /** Leaves with the next step. */
  void depart() {
    departing = true;
  }

  /**
   * Asks to be drained, and waits until that is done and this node has left.
   *
   * @return whether it is done
   */
  boolean drain(Duration max) throws InterruptedException {
    try {
      registry.drain(identity.id(), identity.incarnation());
      LOG.info("To be drained before it stops, for at most {}", max);
      return left.await(max.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RegistryException e) {
      LOG.warn("Stops without being drained: {}", Escaped.of(e.getMessage()));
      return false;
    }
  }

  private boolean isWantedAgain() {
    return registry.node(identity.id()).drain() == null;
  }

  /** One call of a node that was told to leave. */
  private Duration stayAway() {
    if (state != State.LEFT) {
      registry.leave(identity.id(), identity.incarnation());
      joined = false;
      reporter.noMember();
      state = State.LEFT;
      LOG.info("Left the network, being drained; running transfers go on");
      left.countDown();
    } else if (isWantedAgain()) {
      LOG.info("Wanted again, joining");
      departing = false;
      return Duration.ZERO;
    }
    return AWAY_PAUSE;
  }

  /** Joins, or renews: one call, and the pause until the next one. */
  Duration step() {
    try {
      if (departing) {
        return stayAway();
      }
      var lease = joined ? renew() : registry.join(identity.id(), join.get());
      return granted(checked(lease));
    } catch (RegistryException e) {
      return switch (e) {
        case RegistryRefusedException refused -> refused(refused);
        case RegistryAwayException away -> failed(State.AWAY, away);
      };
    }
  }

  private Lease renew() {
    var held = holdings.get();
    var confirmed = reporter.confirmed();
    return registry.renew(
        identity.id(),
        new NodeRenewal(
            identity.incarnation(),
            held.usedBytes(),
            throughput.bytesPerSecond(clock.instant()),
            held.fillsInFlight(),
            confirmed.number(),
            confirmed.checksum()));
  }

  @SuppressWarnings("ConstantValue") // What comes over the wire may lack any field.
  private static Lease checked(Lease lease) {
    if (lease.renewEvery() == null || !lease.renewEvery().isPositive()) {
      throw new RegistryAwayException(
          "the registry answers with a lease without a rhythm", new IllegalArgumentException());
    }
    return lease;
  }

  private Duration granted(Lease lease) {
    var before = state;
    var missing = leaseAge();
    joined = true;
    state = State.MEMBER;
    lastLease = clock.instant();
    backoff.reset();
    if (before != State.MEMBER) {
      logMember(before, missing, lease);
    }
    reporter.member(lease.inventoryWanted());
    orders.take(lease.orders());
    var pause = lease.renewEvery().multipliedBy(4).dividedBy(5);
    return pause.compareTo(MIN_PAUSE) < 0
        ? MIN_PAUSE
        : pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
  }

  private void logMember(State before, Duration missing, Lease lease) {
    if (before == State.STARTING) {
      LOG.info("Joined the network as {} at {}", identity.id(), join.get().baseUri());
    } else {
      LOG.info(
          "A member again after {} without a lease; to be told: {}",
          missing,
          lease.inventoryWanted() || reporter.inventoryWanted()
              ? "the whole inventory"
              : reporter.waiting() + " changes");
    }
  }

  private Duration refused(RegistryRefusedException refusal) {
    if (departing && refusal.status() == 404) {
      departing = false; // forgotten, and with it that it is to be drained
      joined = false;
      return Duration.ZERO;
    }
    if (joined && refusal.status() == 404) {
      joined = false;
      reporter.noMember();
      LOG.info("The registry does not know this node any more; joining again");
      return Duration.ZERO;
    }
    if (refusal.status() == 409) {
      failed(State.REPLACED, refusal);
      return LONG_PAUSE;
    }
    return failed(State.REFUSED, refusal);
  }

  private Duration failed(State now, RegistryException failure) {
    if (state == State.LEFT) {
      return backoff.next();
    }
    if (now != State.AWAY) {
      joined = false;
      reporter.noMember();
    }
    if (state != now) {
      logFailure(now, failure);
      state = now;
    } else if (now == State.AWAY && patient && leaseAge().compareTo(PATIENCE) >= 0) {
      patient = false;
      LOG.warn(
          "The registry has not answered since the start, serving without it: {}",
          Escaped.of(failure.getMessage()));
    }
    return backoff.next();
  }

  private void logFailure(State now, RegistryException failure) {
    switch (now) {
      case REPLACED ->
          LOG.error(
              "A later run of node {} is a member: two nodes have one id, or an old process was"
                  + " not stopped. This one serves on, but is not asked for anything new",
              identity.id(),
              failure);
      case REFUSED -> LOG.error("The registry refuses this node; trying on", failure);
      case AWAY, STARTING, MEMBER, LEFT -> {
        String why = Escaped.of(failure.getMessage());
        if (state == State.STARTING) {
          LOG.info("The registry does not answer yet, serving without it: {}", why);
        } else {
          patient = false;
          LOG.warn("The registry is away, serving on without it: {}", why);
        }
      }
    }
  }

  /** Says good-bye, if there is somebody to say it to. */
  void leave() {
    if (!joined) {
      return;
    }
    joined = false;
    try {
      registry.leave(identity.id(), identity.incarnation());
      LOG.info("Left the network");
    } catch (RegistryException e) {
      LOG.warn(
          "Stopped without leaving: the lease will end by itself. {}", Escaped.of(e.getMessage()));
    }
  }
}
