package peercache.node.fill;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import peercache.api.FillPlan;
import peercache.api.NodeId;
import peercache.node.exchange.Collector;
import peercache.node.exchange.Collector.From;
import peercache.node.exchange.Collector.ToAsk;
import peercache.node.exchange.Collector.ToFetch;
import peercache.node.exchange.OfferDesk;
import peercache.node.exchange.PieceOffers;

/**
 * Where the pieces of one fill come from and what is on its way, under one lock, so that each
 * decision knows the ones before. Thread-safe. No I/O: what is decided here the {@link Swarm}
 * carries out. Under the lock the board and the desk are asked, which never come back here under
 * theirs.
 */
final class Supply {
  /** For so long without a byte it is hoped that other nodes send what they have. */
  private static final long HOPE_NANOS = 2_000_000_000L;

  /** Who provides does so at least so often. */
  private static final long PROVIDES_NANOS = 1_000_000_000L;

  record Asking(Source.Peer peer, ToAsk toAsk) {}

  /**
   * @param open whether the origin is this node's to give out
   * @param token null while the registry is away
   */
  record Grant(boolean open, @Nullable Long token) {}

  private final NodeId self;
  private final PieceBoard board;
  private final IntFunction<Transfer> newTransfer;
  private final long obedientNanos;

  // All guarded by this.
  private final Collector collector;
  private final Sources sources;
  private final OriginAccess access = new OriginAccess();
  private final Map<Integer, Transfer> transfers = new HashMap<>();

  /** Whether it fetches also what other nodes have, but do not deliver. */
  private boolean onItsOwn;

  /** To whom takes the next steps. */
  private final Signal stirred = new Signal();

  private final PlanWish planWish;

  /**
   * @param collector used by nobody else from now on
   * @param sources used by nobody else from now on
   * @param newTransfer makes the first transfer of a piece; no I/O
   * @param obedient for how long without a byte it asks the origin only by a leave; then its
   *     callers count more than that each piece is conveyed once
   */
  Supply(
      NodeId self,
      PieceBoard board,
      Collector collector,
      Sources sources,
      IntFunction<Transfer> newTransfer,
      Duration obedient) {
    this.self = self;
    this.board = board;
    this.collector = collector;
    this.sources = sources;
    this.newTransfer = newTransfer;
    this.obedientNanos = obedient.toNanos();
    this.planWish = new PlanWish(board::isOver);
  }

  /** An earlier run said that these pieces are here; until that is settled none is asked for. */
  synchronized void hold(BitSet claimed) {
    collector.hold(claimed);
  }

  synchronized void settle(int piece, boolean right) {
    collector.settle(piece, right);
    stir();
  }

  /** Something changed: the next step is due. */
  void stir() {
    stirred.give();
  }

  /** What is wanted changed, or the fill is over. */
  void boardChanged() {
    stirred.give();
    planWish.lookAgain();
  }

  /** Waits until something has changed since the last wait, or the time has passed. */
  void awaitStir(long nanos) throws InterruptedException {
    stirred.await(nanos);
  }

  /** Takes over from the board what is wanted, and how urgently. */
  synchronized void followBoard() {
    collector.want(board.missing());
    collector.readersAt(board.readers());
  }

  /** Opens a grant that waited: what other nodes have is heard of before the origin is asked. */
  synchronized boolean opensGrant(long now) {
    if (access.isWaiting() && access.token() == null && collector.isLed()) {
      access.withdraw(); // another node was quicker to go on without the registry
    }
    return access.isWaiting() && access.opens(collector.hasHeardAll(), now);
  }

  synchronized Grant grant() {
    return new Grant(access.isOpen(), access.token());
  }

  /** What this node is to fetch by its own leave, as much as the desk lets it have. */
  synchronized List<Fetching> takeShares(OfferDesk desk, long now) {
    var taken = new ArrayList<Fetching>();
    onItsOwn |= board.nanosWithoutProgress() >= HOPE_NANOS;
    while (access.isOpen() && collector.room() > 0 && !access.isPaused(now)) {
      int piece = desk.takeShare(collector.missing(), collector.urgent(), onItsOwn, now);
      if (piece < 0) {
        break;
      }
      var from = new From.Origin(self, access.token());
      collector.took(piece, from, now);
      begin(new ToFetch(piece, from), now).ifPresent(taken::add);
    }
    return taken;
  }

  /** Who is to be asked now; each is taken as asked. */
  synchronized List<Asking> asks(long now) {
    return withPeers(collector.asks(sources.hasOrigin() && !access.isPaused(now), now));
  }

  private List<Asking> withPeers(List<ToAsk> toAsk) {
    var asks = new ArrayList<Asking>();
    for (var ask : toAsk) {
      var peer = sources.peer(ask.neighbour());
      if (peer != null) {
        asks.add(new Asking(peer, ask));
      }
    }
    return asks;
  }

  /** Whom to tell at the end that nothing is wanted any more. */
  synchronized List<Asking> lastReports(long now) {
    return withPeers(collector.lastReports(now));
  }

  /** Another node said, when it asked, what it has. */
  synchronized void learned(NodeId node, BitSet have) {
    if (collector.learned(node, have)) {
      stir();
    }
  }

  /** An ask is over; says what is to be fetched of what was offered. */
  synchronized List<Fetching> answered(Asking asking, Asked asked, long now) {
    stir();
    var toAsk = asking.toAsk();
    return switch (asked) {
      case Asked.Answered(PieceOffers offers) ->
          collector.answered(toAsk, offers, now).stream()
              .flatMap(fetch -> begin(fetch, now).stream())
              .toList();
      case Asked.Busy() -> {
        collector.askFailed(toAsk, now);
        yield List.of();
      }
      case Asked.HasNothing() -> {
        collector.askFailed(toAsk, now);
        if (sources.isWhole(toAsk.neighbour())) {
          shun(toAsk.neighbour(), now); // not what the registry said
        }
        yield List.of();
      }
      case Asked.Failed(String _) -> {
        collector.askFailed(toAsk, now);
        shun(toAsk.neighbour(), now);
        yield List.of();
      }
    };
  }

  private Optional<Fetching> begin(ToFetch fetch, long now) {
    var source = sources.of(fetch.from(), board.nanosWithoutProgress() >= obedientNanos);
    if (source == null || board.isOver()) {
      collector.fetchFailed(fetch, now);
      return Optional.empty();
    }
    var before = transfers.get(fetch.piece());
    var transfer = before == null ? newTransfer.apply(fetch.piece()) : before.next();
    transfers.put(fetch.piece(), transfer);
    return Optional.of(new Fetching(fetch, source, transfer, before));
  }

  /** What was begun last for each piece that is not here. */
  synchronized List<Transfer> transfers() {
    return List.copyOf(transfers.values());
  }

  /** The piece is here, and right. */
  synchronized void succeeded(ToFetch fetch, Source source) {
    transfers.remove(fetch.piece());
    collector.fetched(fetch, System.nanoTime());
    switch (source) {
      case Source.Origin _ -> access.delivered();
      case Source.Peer _ -> onItsOwn = false;
    }
  }

  /**
   * @param pause that the source asked for; zero if it asked for none
   */
  synchronized void failed(ToFetch fetch, Source source, Duration pause, long now) {
    collector.fetchFailed(fetch, now);
    switch (source) {
      case Source.Peer peer -> {
        if (pause.isZero()) {
          shun(peer.id(), now);
        }
      }
      case Source.Origin _ -> access.failed(pause, now);
    }
  }

  private void shun(NodeId node, long now) {
    sources.shun(node, now);
    planWish.want();
  }

  /** The origin did not take the token. */
  synchronized void refused(ToFetch fetch, long now) {
    collector.fetchFailed(fetch, now);
    access.refused(now);
    planWish.want();
  }

  /** A neighbour sent wrong bytes. */
  synchronized void ban(NodeId node) {
    collector.ban(node);
    planWish.want();
  }

  /**
   * The origin sent a piece that is wrong.
   *
   * @return whether that was not the first one
   */
  synchronized boolean isOriginWrongAgain() {
    return access.isWrongAgain();
  }

  /** The origin does not have the version any more. */
  synchronized void originLeaves() {
    access.leaves();
    access.withdraw();
    planWish.want();
  }

  synchronized void withdrawOrigin() {
    access.withdraw();
  }

  /**
   * A new plan of the registry's.
   *
   * @return whether the {@link #grant} is another one now, or none
   */
  boolean adopt(FillPlan plan, long now) {
    boolean nobody;
    boolean regranted;
    synchronized (this) {
      planWish.served();
      var neighbours = sources.adopt(plan, now);
      collector.neighboursAre(neighbours);
      regranted = regrant(plan.originToken(), now);
      nobody = neighbours.isEmpty() && access.isGone();
      stir();
    }
    if (nobody) {
      board.fail(new FillFailed(FillFault.NOT_AT_ORIGIN, "nobody has the version any more"));
    }
    return regranted;
  }

  PlanWish planWish() {
    return planWish;
  }

  /** Nodes that fill too, though no plan names them. */
  synchronized void meet(List<Source.Peer> others, long now) {
    if (!others.isEmpty()) {
      collector.neighboursAre(sources.meet(others, now));
      stir();
    }
  }

  private boolean regrant(@Nullable Long token, long now) {
    if (token == null) {
      access.withdraw();
      return true;
    }
    if (!sources.hasOrigin() || access.isGone()) {
      return false;
    }
    hearBeforeGrant();
    return access.grant(token, now);
  }

  /**
   * The registry is away: who gave out the origin goes on. If nobody does, one of the nodes that
   * fill takes it, the first by its id; any of them if nothing arrived for a while.
   */
  synchronized void goOnWithoutRegistry() {
    planWish.served();
    boolean nobody = !access.isGranted() && !collector.isLed();
    boolean isItsTurn = collector.isFirst() || board.nanosWithoutProgress() >= HOPE_NANOS;
    if (nobody && isItsTurn && sources.hasOrigin() && !access.isGone()) {
      hearBeforeGrant();
      access.grant(null, System.nanoTime());
    }
    stir();
  }

  /** The last leader's shares are on their way still, and are not to be fetched again. */
  private void hearBeforeGrant() {
    if (!access.isGranted()) {
      collector.hearAnew();
    }
  }

  /**
   * Whether pieces come, from a node that has or gets all of them: to ask the registry again would
   * change nothing.
   */
  synchronized boolean isProvidedFor() {
    boolean provider = access.isGranted() || sources.hasWhole() || collector.isLed();
    return provider && board.nanosWithoutProgress() < PROVIDES_NANOS;
  }

  synchronized boolean hasSources() {
    return access.isGranted() || collector.hasNeighbours();
  }

  /** Nodes that did not deliver lately; they get another chance once nobody else is left. */
  synchronized Set<NodeId> failed() {
    if (!hasSources()) {
      sources.forgive();
    }
    var failed = sources.shutOut(System.nanoTime());
    failed.addAll(collector.banned());
    return failed;
  }
}
