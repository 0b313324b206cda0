package peercache.node.fill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.FillPlan;
import peercache.api.FillRequest;
import peercache.api.OriginId;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.content.Manifest;
import peercache.content.Representation;
import peercache.content.SignedManifest;
import peercache.node.exchange.PieceAsk;
import peercache.node.exchange.PieceOffers;
import peercache.node.membership.HoldingListener;
import peercache.node.membership.NodeIdentity;
import peercache.node.origins.OriginDirectory;
import peercache.node.registry.RegistryException;
import peercache.node.store.Admission;
import peercache.node.store.PartialVersion;
import peercache.node.store.VersionStore;

/**
 * One version on its way into this node: manifest, room, plan, pieces, commit. Runs once, on a
 * thread of its own; any number of callers join it meanwhile.
 */
final class Fill implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Fill.class);

  /** Less than the registry believes in a fill that is not renewed. */
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(2);

  /** What all fills of a node share. */
  record Context(
      VersionStore store,
      List<HoldingListener> listeners,
      OriginDirectory origins,
      RegistryApi registry,
      NodeIdentity node,
      SourceClient client,
      Introduction introduction,
      Blocks blocks,
      Desks desks,
      Manifests manifests,
      Distrust distrust,
      FillMetrics metrics,
      FillProperties properties,
      Executor callbacks) {}

  /** From here on a caller can be answered. */
  private record Begun(
      PartialVersion partial, Representation representation, PieceBoard board, Swarm swarm) {}

  private final Context context;
  private final OriginId origin;
  private final VersionId id;
  private final Runnable ended;
  private final CompletableFuture<Begun> begun = new CompletableFuture<>();

  /** Completed when the version is in the store or will not be, by this fill. */
  private final CompletableFuture<Optional<FillFailed>> over = new CompletableFuture<>();

  /** Why it is to end before its time; null while it is not. */
  private volatile @Nullable FillFailed stop;

  /**
   * @param ended run when nothing more is to be done for the fill
   */
  Fill(Context context, OriginId origin, VersionId id, Runnable ended) {
    this.context = context;
    this.origin = origin;
    this.id = id;
    this.ended = ended;
  }

  @Override
  public void run() {
    Optional<FillFailed> failure =
        Optional.of(new FillFailed(FillFault.STOPPED, "a fault in the node"));
    var first = CompletableFuture.supplyAsync(this::plan, Thread::startVirtualThread);
    try {
      convey(begin(first), first);
      failure = Optional.empty();
    } catch (FillFailed e) {
      failure = Optional.of(e);
    } catch (IOException e) {
      failure =
          Optional.of(
              new FillFailed(FillFault.DISK_FAILED, "the disk of the node failed: " + e, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end(failure, first);
    }
  }

  private void end(Optional<FillFailed> failure, CompletableFuture<?> first) {
    context.metrics().ended(failure.map(FillFailed::fault));
    failure.ifPresent(this::logFailure);
    over.complete(failure);
    failure.ifPresent(begun::completeExceptionally);
    awaitKnown();
    // Behind the plan, which the registry would take for the beginning of another fill.
    var _ = first.handle((plan, fault) -> plan).join();
    endAtRegistry();
    ended.run();
  }

  private void logFailure(FillFailed failure) {
    switch (failure.fault()) {
      case WRONG_BYTES, DISK_FAILED ->
          log.error("cannot fill {} of {}: {}", id, origin, failure.getMessage());
      case TOO_BIG_EVER,
          NO_ROOM_NOW,
          TOO_MANY_FILLS,
          UNKNOWN_ORIGIN,
          ORIGIN_AWAY,
          NOT_AT_ORIGIN,
          STALLED,
          PURGED,
          STOPPED ->
          log.info("did not fill {} of {}: {}", id, origin, failure.getMessage());
    }
  }

  private PartialVersion begin(CompletableFuture<Optional<FillPlan>> first) throws IOException {
    var resumed = context.store().resume(id);
    if (resumed.isPresent()) {
      return resumed.get();
    }
    var signed = manifest(first);
    return switch (context.store().begin(signed)) {
      case Admission.Granted(PartialVersion partial) -> {
        context.desks().forget(id); // it may know of pieces that were evicted or purged
        yield partial;
      }
      case Admission.TooBigEver(long capacity) ->
          throw new FillFailed(
              FillFault.TOO_BIG_EVER,
              "%d bytes are more than the %d that this node can hold"
                  .formatted(signed.manifest().size(), capacity));
      case Admission.NoRoomNow(String reason) ->
          throw new FillFailed(FillFault.NO_ROOM_NOW, reason);
    };
  }

  /**
   * The first of many nodes gets it from the origin while the registry still plans; the others from
   * nodes that the plan names, for who has pieces has the manifest too.
   */
  private SignedManifest manifest(CompletableFuture<Optional<FillPlan>> first) throws FillFailed {
    var early =
        CompletableFuture.supplyAsync(
            () -> context.manifests().findEarly(origin, id), Thread::startVirtualThread);
    CompletableFuture.anyOf(early, first).join();
    if (!early.isDone() && !peers(first.join()).isEmpty()) {
      return find(first.join());
    }
    var given = early.join();
    return given.isPresent() ? given.get() : find(first.join());
  }

  private SignedManifest find(Optional<FillPlan> first) throws FillFailed {
    return context.manifests().find(origin, id, peers(first), patience(first));
  }

  private Optional<FillPlan> plan() {
    try {
      var node = context.node();
      var shutOut = List.copyOf(context.distrust().nodes());
      var request = new FillRequest(node.id(), node.incarnation(), origin, shutOut);
      return Optional.of(context.registry().planFill(id, request));
    } catch (RegistryException e) {
      log.debug("the registry has no plan for {}: {}", id, e.toString());
      return Optional.empty();
    }
  }

  private static List<Source.Peer> peers(Optional<FillPlan> first) {
    return first.stream().flatMap(plan -> plan.sources().stream()).map(Source.Peer::of).toList();
  }

  /** Nobody waits for the node that alone may ask the origin but everybody else. */
  private static Duration patience(Optional<FillPlan> first) {
    return first.filter(plan -> plan.originToken() == null).isPresent()
        ? Manifests.PATIENCE
        : Duration.ZERO;
  }

  private void convey(PartialVersion partial, CompletableFuture<Optional<FillPlan>> first)
      throws IOException, InterruptedException {
    boolean kept = false;
    try {
      bringInPieces(partial, first);
      context.store().commit(partial);
      kept = true;
    } catch (FillFailed e) {
      if (e.keepsPartial()) {
        context.store().park(partial);
        kept = true;
      }
      throw e;
    } finally {
      if (!kept) {
        context.store().discard(partial);
      }
    }
  }

  private void bringInPieces(PartialVersion partial, CompletableFuture<Optional<FillPlan>> first)
      throws FillFailed, InterruptedException {
    var manifest = partial.manifest();
    var board = new PieceBoard(manifest, context.callbacks());
    var swarm = new Swarm(context, origin, partial, board);
    var representation = Representation.of(id, manifest.size(), manifest.lastModified());
    begun.complete(new Begun(partial, representation, board, swarm));
    var early = stop;
    if (early != null) {
      board.fail(early);
    }
    try {
      bringInPieces(manifest, board, swarm, first);
    } finally {
      context.desks().ended(id);
    }
    var failure = board.failure();
    if (failure != null) {
      throw failure;
    }
  }

  private void bringInPieces(
      Manifest manifest, PieceBoard board, Swarm swarm, CompletableFuture<Optional<FillPlan>> first)
      throws InterruptedException {
    try (var work = Executors.newVirtualThreadPerTaskExecutor()) {
      work.execute(() -> swarmUntilOver(swarm, board));
      try {
        new PlanKeeper(context, origin, manifest, board, swarm).keep(first.join());
      } finally {
        board.fail(new FillFailed(FillFault.STOPPED, "a fault in the node"));
      }
    }
  }

  private static void swarmUntilOver(Swarm swarm, PieceBoard board) {
    try {
      swarm.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      board.fail(new FillFailed(FillFault.STOPPED, "a fault in the node"));
    }
  }

  private void awaitKnown() {
    try {
      for (var listener : context.listeners()) {
        var _ = listener.awaitKnown(KNOWN_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void endAtRegistry() {
    try {
      context.registry().endFill(id, context.node().id(), context.node().incarnation());
    } catch (RuntimeException e) {
      // Its lease on the fill ends by itself.
      log.debug("the registry did not hear of the end of {}: {}", id, e.toString());
    }
  }

  /** Ends the fill early; what is verified is kept. */
  void stop() {
    stop(new FillFailed(FillFault.STOPPED, "the node shuts down"));
  }

  /**
   * Ends the fill, however far it came, and waits until nothing is left of it but what is whole.
   */
  void purge() {
    stop(new FillFailed(FillFault.PURGED, "the version is being purged"));
    var _ = over.join();
  }

  private void stop(FillFailed why) {
    stop = why;
    if (begun.isDone() && !begun.isCompletedExceptionally()) {
      begun.join().board().fail(why);
    }
  }

  /** A look-up found what this fill was made for before it ran. */
  void abandon() {
    ended.run();
    over.complete(Optional.empty());
    begun.completeExceptionally(new FillFailed(FillFault.STOPPED, "the version is held already"));
  }

  /**
   * Another node asks for pieces.
   *
   * @return false if it cannot be answered now
   */
  boolean asked(PieceAsk ask, Consumer<PieceOffers> answer) {
    return hasBegun()
        && !begun.isCompletedExceptionally()
        && begun.join().swarm().asked(ask, answer);
  }

  /**
   * Waits until it is over.
   *
   * @return why it came to a bad end, if it did
   */
  Optional<FillFailed> awaitOver() {
    return over.join();
  }

  boolean hasBegun() {
    return begun.isDone();
  }

  boolean isOver() {
    return over.isDone();
  }

  /**
   * Waits, as long as it takes to get a manifest, until callers can be answered.
   *
   * @return null if the fill came to a good end, and another look at the store is due
   * @throws FillFailed if it came to a bad one
   */
  @Nullable FillStream join() throws FillFailed {
    try {
      var now = begun.join();
      var bytes = now.partial().bytes();
      if (now.board().failure() == null && bytes.retain()) {
        return new FillStream(now.partial().manifest(), now.representation(), now.board(), bytes);
      }
    } catch (CompletionException e) {
      // Why it did not begin is what it ended with.
    }
    var failure = over.join();
    if (failure.isPresent()) {
      throw failure.get();
    }
    return null;
  }
}
