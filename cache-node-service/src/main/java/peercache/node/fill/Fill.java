package peercache.node.fill;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.OriginId;
import peercache.api.RegistryApi;
import peercache.api.VersionId;
import peercache.content.Manifest;
import peercache.content.Representation;
import peercache.node.membership.HoldingListener;
import peercache.node.membership.NodeIdentity;
import peercache.node.origins.OriginDirectory;
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
      Manifests manifests,
      FillMetrics metrics,
      FillProperties properties,
      Executor callbacks) {}

  /** From here on a caller can be answered. */
  private record Begun(
      PartialVersion partial, Representation representation, PieceBoard board, Sources sources) {}

  private final Context context;
  private final OriginId origin;
  private final VersionId id;
  private final Runnable ended;
  private final CompletableFuture<Begun> begun = new CompletableFuture<>();

  /** Completed when the version is in the store or will not be, by this fill. */
  private final CompletableFuture<Optional<FillFailed>> over = new CompletableFuture<>();

  private volatile boolean stopped;

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
    try {
      convey(begin());
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
      end(failure);
    }
  }

  private void end(Optional<FillFailed> failure) {
    boolean hadBegun = begun.isDone();
    context.metrics().ended(failure.map(FillFailed::fault));
    failure.ifPresent(this::logFailure);
    over.complete(failure);
    failure.ifPresent(begun::completeExceptionally);
    if (hadBegun) {
      awaitKnown();
      endAtRegistry();
    }
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
          STOPPED ->
          log.info("did not fill {} of {}: {}", id, origin, failure.getMessage());
    }
  }

  private PartialVersion begin() throws IOException {
    var resumed = context.store().resume(id);
    if (resumed.isPresent()) {
      return resumed.get();
    }
    var signed = context.manifests().find(origin, id);
    return switch (context.store().begin(signed)) {
      case Admission.Granted(PartialVersion partial) -> partial;
      case Admission.TooBigEver(long capacity) ->
          throw new FillFailed(
              FillFault.TOO_BIG_EVER,
              "%d bytes are more than the %d that this node can hold"
                  .formatted(signed.manifest().size(), capacity));
      case Admission.NoRoomNow(String reason) ->
          throw new FillFailed(FillFault.NO_ROOM_NOW, reason);
    };
  }

  private void convey(PartialVersion partial) throws IOException, InterruptedException {
    boolean kept = false;
    try {
      bringInPieces(partial);
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

  private void bringInPieces(PartialVersion partial) throws FillFailed, InterruptedException {
    var manifest = partial.manifest();
    var properties = context.properties();
    var board = new PieceBoard(manifest, properties.parallelPieces(), context.callbacks());
    var sources = new Sources();
    var representation = Representation.of(id, manifest.size(), manifest.lastModified());
    begun.complete(new Begun(partial, representation, board, sources));
    if (stopped) {
      stop();
    }
    try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < Math.min(properties.parallelPieces(), manifest.pieceCount()); i++) {
        workers.execute(
            new PieceWorker(origin, partial, board, sources, context.client(), context.metrics()));
      }
      keepPlan(manifest, board, sources);
    }
    var failure = board.failure();
    if (failure != null) {
      throw failure;
    }
  }

  private void keepPlan(Manifest manifest, PieceBoard board, Sources sources)
      throws InterruptedException {
    try {
      new PlanKeeper(
              context.registry(),
              context.node(),
              origin,
              context.origins().baseUri(origin),
              manifest,
              board,
              sources,
              context.properties())
          .keep();
    } finally {
      board.fail(new FillFailed(FillFault.STOPPED, "a fault in the node"));
      sources.close();
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
    stopped = true;
    if (begun.isDone() && !begun.isCompletedExceptionally()) {
      var now = begun.join();
      now.board().fail(new FillFailed(FillFault.STOPPED, "the node shuts down"));
      now.sources().close();
    }
  }

  /** A look-up found what this fill was made for before it ran. */
  void abandon() {
    ended.run();
    over.complete(Optional.empty());
    begun.completeExceptionally(new FillFailed(FillFault.STOPPED, "the version is held already"));
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
        return new FillStream(
            now.partial().manifest(),
            now.representation(),
            now.board(),
            bytes,
            now.sources()::isRooted);
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
