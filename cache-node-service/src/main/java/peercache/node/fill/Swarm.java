package peercache.node.fill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.FillPlan;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.node.exchange.Collector;
import peercache.node.exchange.Collector.From;
import peercache.node.exchange.Collector.ToFetch;
import peercache.node.exchange.OfferDesk;
import peercache.node.exchange.PieceAsk;
import peercache.node.exchange.PieceOffers;
import peercache.node.store.PartialVersion;

/**
 * Brings in the pieces of one version: carries out what its {@link Supply} and {@link OfferDesk}
 * decide, each request on a thread of its own. Thread-safe; no lock of its own, and none held over
 * I/O or while the desk gives answers.
 */
final class Swarm {
  private static final Logger log = LoggerFactory.getLogger(Swarm.class);

  /** How often slow sources and waiting asks are looked after when nothing else happens. */
  private static final long TICK_NANOS = 100_000_000L;

  /** Of the time after which a fill gives up. */
  private static final int OBEDIENT_PART = 4;

  private final OriginId origin;
  private final PartialVersion partial;
  private final PieceBoard board;
  private final SourceClient client;
  private final FillMetrics metrics;
  private final Distrust distrust;
  private final NodeId self;
  private final OfferDesk desk;
  private final Supply supply;

  Swarm(Fill.Context context, OriginId origin, PartialVersion partial, PieceBoard board) {
    var manifest = partial.manifest();
    this.origin = origin;
    this.partial = partial;
    this.board = board;
    this.client = context.client();
    this.metrics = context.metrics();
    this.distrust = context.distrust();
    this.self = context.node().id();
    this.desk = context.desks().begin(manifest.id(), manifest.pieceCount());
    this.supply =
        new Supply(
            self,
            board,
            collector(self, manifest.pieceCount(), context.properties()),
            new Sources(context.node().zone(), context.origins().baseUri(origin), distrust),
            piece ->
                new Transfer(new PieceProgress(partial, piece, context.blocks()), board, metrics),
            context.properties().giveUpAfter().dividedBy(OBEDIENT_PART));
  }

  private static Collector collector(NodeId self, int pieces, FillProperties properties) {
    var limits =
        new Collector.Limits(
            properties.parallelPieces(),
            properties.spareAsks(),
            (int) properties.askTimeout().toMillis());
    return new Collector(self, pieces, limits, new Random());
  }

  Supply supply() {
    return supply;
  }

  /** Returns when the fill is over and nothing is in flight. */
  void run() throws InterruptedException {
    board.onChange(supply::boardChanged);
    try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        verifyClaims(tasks);
        while (!board.isOver()) {
          step(tasks);
        }
      } finally {
        withdrawOrigin();
        supply.transfers().forEach(Transfer::giveUp);
        supply
            .lastReports(System.nanoTime())
            .forEach(asking -> tasks.execute(() -> guarded(() -> ask(tasks, asking))));
      }
    }
  }

  private void verifyClaims(ExecutorService tasks) {
    var claimed = partial.claimed();
    if (claimed.isEmpty()) {
      return;
    }
    supply.hold(claimed);
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
            supply.settle(piece, right);
            piece = claimed.nextSetBit(piece + 1);
          }
        }));
  }

  private void step(ExecutorService tasks) throws InterruptedException {
    long now = System.nanoTime();
    if (supply.opensGrant(now)) {
      tellDesk();
    }
    supply.followBoard();
    begin(tasks, supply.takeShares(desk, now));
    for (var asking : supply.asks(now)) {
      tasks.execute(() -> guarded(() -> ask(tasks, asking)));
    }
    supply.awaitStir(TICK_NANOS);
  }

  private void ask(ExecutorService tasks, Supply.Asking asking) throws InterruptedException {
    var peer = asking.peer();
    var toAsk = asking.toAsk();
    var asked = client.ask(peer, id(), toAsk.ask());
    metrics.asked(asked, toAsk.isReport());
    if (asked instanceof Asked.Failed(String why)) {
      log.debug("{} did not answer for {}: {}", peer, id(), why);
    }
    long now = System.nanoTime();
    if (asked instanceof Asked.Answered(PieceOffers offers)) {
      desk.learned(peer.id(), offers.hasOrGets(), now);
    }
    begin(tasks, supply.answered(asking, asked, now));
  }

  private void begin(ExecutorService tasks, List<Fetching> fetchings) {
    for (var fetching : fetchings) {
      // Before any of them is begun: should one be refused, none is left that nobody gives up.
      if (fetching.before() != null) {
        fetching.before().giveUp();
      }
    }
    for (var fetching : fetchings) {
      tasks.execute(() -> guarded(() -> carryOut(fetching)));
    }
  }

  private void carryOut(Fetching fetching) throws IOException, InterruptedException {
    try {
      if (fetching.before() != null) {
        fetching.before().awaitEnd();
        fetching.transfer().follows(fetching.before());
      }
      fetch(fetching.fetch(), fetching.source(), fetching.transfer());
    } finally {
      desk.comesNoMore(fetching.fetch().piece());
      fetching.transfer().end();
      supply.stir();
    }
  }

  private void fetch(ToFetch fetch, Source source, Transfer transfer)
      throws IOException, InterruptedException {
    if (source instanceof Source.Origin) {
      desk.comes(fetch.piece());
    }
    var fetched = client.fetch(source, origin, partial.manifest(), transfer.progress(), transfer);
    if (transfer.isGivenUp()) {
      giveBackShare(fetch);
      return;
    }
    switch (fetched) {
      case Fetched.AllBytes() -> {
        if (transfer.progress().isRight()) {
          partial.markVerified(fetch.piece());
          arrived(fetch.piece());
          supply.succeeded(fetch, source);
        } else {
          wrong(fetch, source, transfer);
        }
      }
      case Fetched.Broken(String why) -> {
        log.debug("{} did not send piece {} of {}: {}", source, fetch.piece(), id(), why);
        failed(fetch, source, Duration.ZERO);
      }
      case Fetched.NotYet(Duration pause) -> {
        log.debug("{} sends piece {} of {} in {}", source, fetch.piece(), id(), pause);
        failed(fetch, source, pause);
      }
      case Fetched.GoneAtOrigin() -> originGone(fetch, source);
      case Fetched.TokenRefused() -> tokenRefused(fetch);
    }
  }

  private VersionId id() {
    return partial.manifest().id();
  }

  private void arrived(int piece) {
    board.verified(piece);
    desk.added(piece, System.nanoTime());
  }

  /** Bytes that one source alone sent are its doing; a mixture is nobody's, and begins again. */
  private void wrong(ToFetch fetch, Source source, Transfer transfer) {
    metrics.pieceRejected();
    boolean guilty = transfer.isAllFrom(source);
    transfer.reset();
    if (guilty && source instanceof Source.Peer peer) {
      log.warn("{} sent wrong bytes of {}", peer, id());
      supply.ban(peer.id());
      desk.distrust(peer.id(), System.nanoTime());
      distrust.sentWrongBytes(peer.id(), id(), fetch.piece());
    }
    if (guilty && source instanceof Source.Origin && supply.isOriginWrongAgain()) {
      board.fail(
          new FillFailed(
              FillFault.WRONG_BYTES,
              "piece %d from the origin did not match its digest, twice".formatted(fetch.piece())));
    }
    failed(fetch, source, Duration.ZERO);
  }

  /**
   * @param pause that the source asked for; zero if it asked for none
   */
  private void failed(ToFetch fetch, Source source, Duration pause) {
    supply.failed(fetch, source, pause, System.nanoTime());
    giveBackShare(fetch);
  }

  private void giveBackShare(ToFetch fetch) {
    if (isByOwnLeave(fetch)) {
      desk.shareEnded(fetch.piece(), System.nanoTime());
    }
  }

  private boolean isByOwnLeave(ToFetch fetch) {
    return fetch.from() instanceof From.Origin(NodeId leave, Long _) && leave.equals(self);
  }

  private void originGone(ToFetch fetch, Source source) {
    supply.originLeaves();
    tellDesk();
    failed(fetch, source, Duration.ZERO);
  }

  /** Who gave the leave will hear of it at its next renewal; until then it need not be asked. */
  private void tokenRefused(ToFetch fetch) {
    if (isByOwnLeave(fetch)) {
      withdrawOrigin();
    }
    supply.refused(fetch, System.nanoTime());
  }

  private void guarded(FillTask task) {
    FillTask.run(board, task);
  }

  /** Another node asks this one, which also tells what that node has. */
  boolean asked(PieceAsk ask, Consumer<PieceOffers> answer) {
    if (distrust.isOf(ask.node())) {
      desk.distrust(ask.node(), System.nanoTime());
    }
    boolean taken = desk.ask(ask, answer, System.nanoTime());
    if (taken) {
      supply.learned(ask.node(), ask.have().bits());
    }
    return taken;
  }

  /** A new plan of the registry's. */
  void adopt(FillPlan plan) {
    if (supply.adopt(plan, System.nanoTime())) {
      tellDesk();
    }
  }

  void withdrawOrigin() {
    supply.withdrawOrigin();
    tellDesk();
  }

  /** The desk gives answers, so no lock is held: what changes meanwhile it is told as well. */
  private void tellDesk() {
    Supply.Grant told;
    do {
      told = supply.grant();
      if (told.open()) {
        desk.grant(told.token(), System.nanoTime());
      } else {
        desk.withdraw();
      }
    } while (!told.equals(supply.grant()));
  }
}
