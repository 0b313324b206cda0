package peercache.node.fill;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(2);

  private final Fill.Context context;
  private final Map<VersionId, Fill> flights = new ConcurrentHashMap<>();
  private final Semaphore slots;

  /** What is being purged: no fill of it begins. */
  private final Set<VersionId> purging = ConcurrentHashMap.newKeySet();

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
    // After the fill can be seen: either this is noticed here or the fill is noticed there.
    if (purging.contains(id)) {
      fill.abandon();
      throw new FillFailed(FillFault.PURGED, "the version is being purged");
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

  /**
   * Has the version here, all of it, whether or not a caller waits for it. Returns when it is held
   * or cannot be had.
   *
   * @return why it cannot be had; nothing if it is held
   */
  public Optional<FillOutcome.Refused> bringIn(OriginId origin, VersionId id)
      throws InterruptedException {
    return switch (open(origin, id)) {
      case FillOutcome.Held(var version) -> {
        version.release();
        yield Optional.empty();
      }
      case FillOutcome.Streaming(var stream, boolean _) -> {
        var fill = Optional.ofNullable(flights.get(id));
        var failure = stream.awaitWhole().or(() -> fill.flatMap(Fill::awaitOver));
        yield failure.map(Fills::refused).or(() -> evictedAtOnce(id));
      }
      case FillOutcome.Refused refused -> Optional.of(refused);
    };
  }

  private static FillOutcome.Refused refused(FillFailed failure) {
    return new FillOutcome.Refused(failure.fault(), String.valueOf(failure.getMessage()));
  }

  private Optional<FillOutcome.Refused> evictedAtOnce(VersionId id) {
    return context.store().isHeld(id)
        ? Optional.empty()
        : Optional.of(
            new FillOutcome.Refused(FillFault.NO_ROOM_NOW, "evicted as soon as it was whole"));
  }

  /** Whether the network knows all that this node holds; waits a moment for that. */
  public boolean isKnown() throws InterruptedException {
    boolean known = true;
    for (var listener : context.listeners()) {
      known &= listener.awaitKnown(KNOWN_WITHIN);
    }
    return known;
  }

  /**
   * Has nothing of the versions here any more, whole or in pieces: their fills end, and their files
   * are removed. Who is being sent a whole version still gets all of it.
   *
   * @return whether the network knows; if not, it may name this node in vain for a while
   * @throws IOException if the disk does not let them go
   */
  public boolean purge(Collection<VersionId> ids) throws IOException, InterruptedException {
    purging.addAll(ids);
    try {
      for (var id : ids) {
        var fill = flights.get(id);
        if (fill != null) {
          fill.purge();
        }
      }
      context.store().remove(ids);
    } finally {
      ids.forEach(purging::remove);
    }
    return isKnown();
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
