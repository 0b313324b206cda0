package peercache.node.fill;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.content.Representation;
import peercache.node.exchange.PieceAsk;
import peercache.node.exchange.PieceOffers;

/**
 * All fills of this node: at most one for a version, and a bounded number of them. A fill outlives
 * the callers that wait for it, up to a limit. Thread-safe.
 */
public final class Fills {
  private static final int CLOSE_SECONDS = 5;

  private final Fill.Context context;
  private final Map<VersionId, Fill> flights = new ConcurrentHashMap<>();
  private final Semaphore slots;
  private volatile boolean closed;

  Fills(Fill.Context context) {
    this.context = context;
    this.slots = new Semaphore(context.properties().maxFills());
  }

  /**
   * Finds the version, joins its fill or starts one. Blocks until the version's size is known: for
   * a thread that may.
   */
  public FillOutcome open(OriginId origin, VersionId id) {
    try {
      while (true) {
        var stored = context.store().open(id);
        if (stored != null) {
          return new FillOutcome.Held(stored);
        }
        var running = flights.get(id);
        var started = running == null ? start(origin, id) : null;
        var fill = running == null ? started : running;
        var stream = fill == null ? null : fill.join();
        if (stream != null) {
          return new FillOutcome.Streaming(stream, started == null);
        }
        if (fill != null && fill.isOver() && !context.store().isHeld(id)) {
          throw new FillFailed(FillFault.NO_ROOM_NOW, "evicted as soon as it was whole");
        }
      }
    } catch (FillFailed e) {
      return new FillOutcome.Refused(e.fault(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * @return null if another caller was faster or the version is held meanwhile
   */
  private @Nullable Fill start(OriginId origin, VersionId id) throws FillFailed {
    if (closed) {
      throw new FillFailed(FillFault.STOPPED, "the node shuts down");
    }
    if (!slots.tryAcquire()) {
      throw new FillFailed(FillFault.TOO_MANY_FILLS, "this node fills as much as it may");
    }
    var fill = new Fill(context, origin, id, () -> end(id));
    if (flights.putIfAbsent(id, fill) != null) {
      slots.release();
      return null;
    }
    var stored = context.store().open(id);
    if (stored != null) {
      stored.release();
      fill.abandon();
      return null;
    }
    Thread.ofVirtual().name("fill-" + id.hex().substring(0, 8)).start(fill);
    return fill;
  }

  private void end(VersionId id) {
    flights.remove(id);
    slots.release();
  }

  /** The stream of a fill that runs already and knows what it fills; never starts one. */
  public Optional<FillStream> running(VersionId id) {
    var fill = flights.get(id);
    try {
      return fill == null || !fill.hasBegun() ? Optional.empty() : Optional.ofNullable(fill.join());
    } catch (FillFailed e) {
      return Optional.empty();
    }
  }

  public boolean isRunning(VersionId id) {
    return flights.containsKey(id);
  }

  /** What became of asking about a version without filling it. */
  public sealed interface Described {
    record Known(Representation representation) implements Described {}

    record Refused(FillFault fault, String detail) implements Described {}
  }

  /** What the origin says of a version; blocks for a bounded time. */
  public Described describe(OriginId origin, VersionId id) {
    try {
      var manifest = context.manifests().find(origin, id).manifest();
      return new Described.Known(Representation.of(id, manifest.size(), manifest.lastModified()));
    } catch (FillFailed e) {
      return new Described.Refused(e.fault(), String.valueOf(e.getMessage()));
    }
  }

  /** What became of another node's ask. */
  public enum AskOutcome {
    /** It will be answered. */
    TAKEN,
    /** Not now, but later. */
    BUSY,
    /** The version has another number of pieces. */
    MISTAKEN,
    /** There is nothing of the version here. */
    NOT_HERE
  }

  /**
   * Another node asks which pieces it may fetch from here.
   *
   * @param answer called once, at once or within the time that the ask would wait
   */
  public AskOutcome ask(VersionId id, PieceAsk ask, Consumer<PieceOffers> answer) {
    var fill = flights.get(id);
    if ((fill != null && fill.asked(ask, answer)) || context.desks().askWhole(id, ask, answer)) {
      return AskOutcome.TAKEN;
    }
    if (context.store().manifest(id).map(one -> one.manifest().pieceCount()).orElse(ask.pieces())
        != ask.pieces()) {
      return AskOutcome.MISTAKEN;
    }
    return fill != null || context.store().isHeld(id) ? AskOutcome.BUSY : AskOutcome.NOT_HERE;
  }

  int inFlight() {
    return flights.size();
  }

  /** Stops all fills; what they have verified is kept. */
  void close() throws InterruptedException {
    closed = true;
    flights.values().forEach(Fill::stop);
    boolean _ = slots.tryAcquire(context.properties().maxFills(), CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
