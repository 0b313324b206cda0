package peercache.node.fill;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.FillPlan;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.Zone;
import peercache.node.exchange.Collector;
import peercache.node.exchange.Collector.From;
import peercache.node.exchange.Collector.ToAsk;
import peercache.node.exchange.Collector.ToFetch;
import peercache.node.exchange.OfferDesk;
import peercache.node.exchange.PieceAsk;
import peercache.node.exchange.PieceOffers;
import peercache.node.store.PartialVersion;

/**
 * Brings in the pieces of one version: carries out what its {@link Collector} and {@link OfferDesk}
 * decide, each request on a thread of its own. Thread-safe; no I/O under its lock.
 */
final class Swarm {
  private static final Logger log = LoggerFactory.getLogger(Swarm.class);

  /** How often slow sources and waiting asks are looked after when nothing else happens. */
  private static final long TICK_NANOS = 50_000_000L;

  private final OriginId origin;
  private final Optional<URI> originUri;
  private final PartialVersion partial;
  private final PieceBoard board;
  private final SourceClient client;
  private final FillMetrics metrics;
  private final Distrust distrust;
  private final NodeId self;
  private final Zone zone;
  private final OfferDesk desk;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // All guarded by the lock.
  private final Collector collector;
  private final Map<NodeId, Source.Peer> peers = new HashMap<>();
  private final Map<Integer, Transfer> transfers = new HashMap<>();
  private final Shunned shunned = new Shunned();
  private final OriginAccess access = new OriginAccess();
  private boolean planWanted = true;
  private boolean stirred;

  Swarm(Fill.Context context, OriginId origin, PartialVersion partial, PieceBoard board) {
    var manifest = partial.manifest();
    var properties = context.properties();
    this.origin = origin;
    this.originUri = context.origins().baseUri(origin);
    this.partial = partial;
    this.board = board;
    this.client = context.client();
    this.metrics = context.metrics();
    this.distrust = context.distrust();
    this.self = context.node().id();
    this.zone = context.node().zone();
    this.desk = context.desks().begin(manifest.id(), manifest.pieceCount());
    this.collector =
        new Collector(
            self,
            manifest.pieceCount(),
            new Collector.Limits(
                properties.parallelPieces(),
                properties.spareAsks(),
                (int) properties.askTimeout().toMillis()),
            new Random());
  }

  /** Returns when the fill is over and nothing is in flight. */
  void run() throws InterruptedException {
    board.onChange(this::stir);
    try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        verifyClaims(tasks);
        while (!board.isOver()) {
          step(tasks);
        }
      } finally {
        desk.withdraw();
        giveUpAll();
      }
    }
  }

  private void verifyClaims(ExecutorService tasks) {
    var claimed = partial.claimed();
    if (claimed.isEmpty()) {
      return;
    }
    collector.hold(claimed);
    tasks.execute(() ->
        guarded(() -> {
          for (int piece = claimed.nextSetBit(0); piece >= 0 && !board.isOver(); ) {
            boolean right = partial.verify(piece);
            board.progressed();
            if (right) {
              arrived(piece);
            } else {
              metrics.pieceRejected();
            }
            settle(piece, right);
            piece = claimed.nextSetBit(piece + 1);
          }
        }));
  }

  private void settle(int piece, boolean right) {
    lock.lock();
    try {
      collector.settle(piece, right);
      stir();
    } finally {
      lock.unlock();
    }
  }

  /** Something changed: the next step is due. */
  private void stir() {
    lock.lock();
    try {
      stirred = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void step(ExecutorService tasks) throws InterruptedException {
    long now = System.nanoTime();
    openGrant(now);
    List<ToAsk> asks;
    lock.lock();
    try {
      collector.want(board.missing());
      collector.readersAt(board.readers());
      takeShares(tasks, now);
      asks = collector.asks(originUri.isPresent() && !access.isPaused(now), now);
      for (var ask : asks) {
        var peer = peers.get(ask.neighbour());
        if (peer != null) {
          tasks.execute(() -> guarded(() -> ask(tasks, peer, ask)));
        }
      }
      long left = TICK_NANOS;
      while (!stirred && left > 0) {
        left = changed.awaitNanos(left);
      }
      stirred = false;
    } finally {
      lock.unlock();
    }
  }

  private void takeShares(ExecutorService tasks, long now) {
    while (access.isOpen() && collector.room() > 0 && !access.isPaused(now)) {
      int piece = desk.takeShare(collector.missing(), collector.urgent(), now);
      if (piece < 0) {
        return;
      }
      var from = new From.Origin(self, access.token());
      collector.took(piece, from, now);
      begin(tasks, new ToFetch(piece, from));
    }
  }

  private void ask(ExecutorService tasks, Source.Peer peer, ToAsk toAsk)
      throws InterruptedException {
    var asked = client.ask(peer, partial.manifest().id(), toAsk.ask());
    metrics.asked(asked, toAsk.isReport());
    long now = System.nanoTime();
    if (asked instanceof Asked.Answered(PieceOffers offers)) {
      desk.learned(peer.id(), offers.have().bits(), now);
    }
    lock.lock();
    try {
      switch (asked) {
        case Asked.Answered(PieceOffers offers) -> {
          collector.answered(toAsk, offers, now).forEach(fetch -> begin(tasks, fetch));
        }
        case Asked.Busy() -> collector.askFailed(toAsk, now);
        case Asked.Failed(String _) -> {
          collector.askFailed(toAsk, now);
          shun(peer, now);
        }
      }
      stir();
    } finally {
      lock.unlock();
    }
  }

  // Called under the lock.
  private void begin(ExecutorService tasks, ToFetch fetch) {
    var source = source(fetch.from());
    if (source == null || board.isOver()) {
      collector.fetchFailed(fetch, System.nanoTime());
      return;
    }
    var before = transfers.get(fetch.piece());
    var transfer =
        before == null
            ? new Transfer(new PieceProgress(partial, fetch.piece()), board, metrics)
            : before.after(before);
    transfers.put(fetch.piece(), transfer);
    if (before != null) {
      before.giveUp();
    }
    tasks.execute(() ->
        guarded(() -> {
          try {
            if (before != null) {
              before.awaitEnd();
            }
            fetch(fetch, source, transfer);
          } finally {
            transfer.end();
            stir();
          }
        }));
  }

  private @Nullable Source source(From from) {
    return switch (from) {
      case From.Node(NodeId id) -> peers.get(id);
      case From.Origin(NodeId _, Long token) ->
          originUri.map(uri -> new Source.Origin(uri, token)).orElse(null);
    };
  }

  private void fetch(ToFetch fetch, Source source, Transfer transfer)
      throws IOException, InterruptedException {
    var fetched = client.fetch(source, origin, partial.manifest(), transfer.progress(), transfer);
    if (transfer.isGivenUp()) {
      return;
    }
    switch (fetched) {
      case Fetched.AllBytes() -> {
        if (transfer.progress().isRight()) {
          partial.markVerified(fetch.piece());
          arrived(fetch.piece());
          succeeded(fetch, source);
        } else {
          wrong(fetch, source, transfer);
        }
      }
      case Fetched.Broken(String _) -> failed(fetch, source, Duration.ZERO);
      case Fetched.NotYet(Duration pause) -> failed(fetch, source, pause);
      case Fetched.GoneAtOrigin() -> originGone(fetch);
      case Fetched.TokenRefused() -> tokenRefused(fetch);
    }
  }

  private void arrived(int piece) {
    board.verified(piece);
    desk.added(piece, System.nanoTime());
  }

  private void succeeded(ToFetch fetch, Source source) {
    lock.lock();
    try {
      transfers.remove(fetch.piece());
      collector.fetched(fetch, System.nanoTime());
      if (source instanceof Source.Origin) {
        access.delivered();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that one source alone sent are its doing; a mixture is nobody's, and begins again. */
  private void wrong(ToFetch fetch, Source source, Transfer transfer) {
    metrics.pieceRejected();
    boolean guilty = transfer.isOfOneSource();
    transfer.reset();
    if (guilty && source instanceof Source.Peer peer) {
      log.warn("{} sent wrong bytes of {}", peer, partial.manifest().id());
      ban(peer);
      distrust.sentWrongBytes(peer.id(), partial.manifest().id(), fetch.piece());
    }
    if (guilty && source instanceof Source.Origin && isSecondFromOrigin()) {
      board.fail(
          new FillFailed(
              FillFault.WRONG_BYTES,
              "piece %d from the origin did not match its digest, twice".formatted(fetch.piece())));
    }
    failed(fetch, source, Duration.ZERO);
  }

  private boolean isSecondFromOrigin() {
    lock.lock();
    try {
      return access.isWrongAgain();
    } finally {
      lock.unlock();
    }
  }

  private void ban(Source.Peer peer) {
    lock.lock();
    try {
      collector.ban(peer.id());
      planWanted = true;
    } finally {
      lock.unlock();
    }
    desk.distrust(peer.id(), System.nanoTime());
  }

  /**
   * @param pause that the source asked for; zero if it asked for none
   */
  private void failed(ToFetch fetch, Source source, Duration pause) {
    long now = System.nanoTime();
    lock.lock();
    try {
      collector.fetchFailed(fetch, now);
      switch (source) {
        case Source.Peer peer -> {
          if (pause.isZero()) {
            shun(peer, now);
          }
        }
        case Source.Origin _ -> access.failed(pause, now);
      }
    } finally {
      lock.unlock();
    }
    giveBackShare(fetch, now);
  }

  private void giveBackShare(ToFetch fetch, long now) {
    if (fetch.from() instanceof From.Origin(NodeId leave, Long _) && leave.equals(self)) {
      desk.shareEnded(fetch.piece(), now);
    }
  }

  // Called under the lock.
  private void shun(Source.Peer peer, long now) {
    shunned.add(peer.id(), now);
    planWanted = true;
    changed.signalAll();
  }

  private void originGone(ToFetch fetch) {
    lock.lock();
    try {
      access.leaves();
      planWanted = true;
    } finally {
      lock.unlock();
    }
    withdrawOrigin();
    failed(fetch, new Source.Origin(originUri.orElseThrow(), null), Duration.ZERO);
  }

  /** Who gave the leave will hear of it at its next renewal; until then it need not be asked. */
  private void tokenRefused(ToFetch fetch) {
    if (fetch.from() instanceof From.Origin(NodeId leave, Long _) && leave.equals(self)) {
      withdrawOrigin();
    }
    lock.lock();
    try {
      collector.fetchFailed(fetch, System.nanoTime());
      access.refused(System.nanoTime());
      planWanted = true;
    } finally {
      lock.unlock();
    }
  }

  private void guarded(FillTask task) {
    FillTask.run(board, task);
  }

  private void giveUpAll() {
    List<Transfer> running;
    lock.lock();
    try {
      running = new ArrayList<>(transfers.values());
    } finally {
      lock.unlock();
    }
    running.forEach(Transfer::giveUp);
  }

  /** Another node asks this one, which also tells what that node has. */
  boolean asked(PieceAsk ask, Consumer<PieceOffers> answer) {
    if (distrust.isOf(ask.node())) {
      desk.distrust(ask.node(), System.nanoTime());
    }
    boolean taken = desk.ask(ask, answer, System.nanoTime());
    lock.lock();
    try {
      if (taken && collector.learned(ask.node(), ask.have().bits())) {
        stir();
      }
    } finally {
      lock.unlock();
    }
    return taken;
  }

  /** A new plan of the registry's. */
  void adopt(FillPlan plan) {
    long now = System.nanoTime();
    lock.lock();
    try {
      planWanted = false;
      var left = shunned.nodes(now);
      var allowed =
          plan.sources().stream()
              .filter(one -> !left.contains(one.id()) && !distrust.isOf(one.id()));
      var neighbours = new ArrayList<Collector.Neighbour>();
      allowed.forEach(one -> {
        peers.put(one.id(), Source.Peer.of(one));
        boolean whole = one.state() == HolderState.HOLDING;
        neighbours.add(new Collector.Neighbour(one.id(), -zone.sharedSegments(one.zone()), whole));
      });
      collector.neighboursAre(neighbours);
      if (plan.originToken() != null && originUri.isPresent() && !access.isGone()) {
        granted(plan.originToken(), now);
      }
      if (neighbours.isEmpty() && access.isGone()) {
        board.fail(new FillFailed(FillFault.NOT_AT_ORIGIN, "nobody has the version any more"));
      }
      stir();
    } finally {
      lock.unlock();
    }
    if (plan.originToken() == null) {
      withdrawOrigin();
    }
  }

  // Called under the lock.
  private void granted(@Nullable Long token, long now) {
    boolean renewed = access.isOpen() && !Objects.equals(access.token(), token);
    access.grant(token, now);
    if (renewed) {
      desk.grant(token, now);
    }
  }

  /** What other nodes have is heard of before the origin is asked for it. */
  private void openGrant(long now) {
    Long token;
    lock.lock();
    try {
      if (!access.opens(collector.hasHeardAll(), now)) {
        return;
      }
      token = access.token();
    } finally {
      lock.unlock();
    }
    desk.grant(token, now);
  }

  void withdrawOrigin() {
    lock.lock();
    try {
      access.withdraw();
    } finally {
      lock.unlock();
    }
    desk.withdraw();
  }

  /** The registry is away: who gave out the origin goes on, and if nobody does, this node does. */
  void goOnWithoutRegistry() {
    lock.lock();
    try {
      planWanted = false;
      boolean nobody = !access.isGranted() && !collector.isLed();
      if (nobody && originUri.isPresent() && !access.isGone()) {
        granted(null, System.nanoTime());
      }
      stir();
    } finally {
      lock.unlock();
    }
  }

  boolean hasSources() {
    lock.lock();
    try {
      return access.isGranted() || collector.hasNeighbours();
    } finally {
      lock.unlock();
    }
  }

  /** Nodes that did not deliver lately; they get another chance once nobody else is left. */
  Set<NodeId> failed() {
    lock.lock();
    try {
      if (!access.isGranted() && !collector.hasNeighbours()) {
        shunned.clear();
      }
      var failed = shunned.nodes(System.nanoTime());
      failed.addAll(collector.banned());
      failed.addAll(distrust.nodes());
      return failed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until another plan is wanted, the fill is over or the time has passed.
   *
   * @param also a further reason to want one, looked at whenever something changes
   * @return whether another plan is wanted
   */
  boolean awaitPlanWanted(long nanos, BooleanSupplier also) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (!planWanted && !also.getAsBoolean() && !board.isOver() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return (planWanted || also.getAsBoolean()) && !board.isOver();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the fill is over or the time has passed. */
  void awaitOver(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (!board.isOver() && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
