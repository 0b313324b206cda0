package peercache.node.fill;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.node.exchange.OfferDesk;
import peercache.node.exchange.PieceAsk;
import peercache.node.exchange.PieceOffers;
import peercache.node.membership.NodeIdentity;
import peercache.node.store.VersionStore;

/**
 * One {@link OfferDesk} for each version that other nodes ask this one for, whether it is being
 * filled here or whole. A desk outlives its fill, because it knows who has what. Bounded;
 * thread-safe.
 */
public final class Desks {
  private static final Duration IDLE = Duration.ofSeconds(30);
  private static final int MAX_DESKS = 10_000;
  private static final int TICK_MILLIS = 50;

  private final VersionStore store;
  private final NodeId node;
  private final OfferDesk.Limits limits;
  private final Cache<VersionId, OfferDesk> desks;

  /** Those of fills that run, which are asked through the fill: the cache would find them idle. */
  private final Map<VersionId, OfferDesk> filling = new ConcurrentHashMap<>();

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("offers").factory());

  Desks(VersionStore store, NodeIdentity node, FillProperties properties) {
    this(store, node, properties, Ticker.systemTicker());
  }

  Desks(VersionStore store, NodeIdentity node, FillProperties properties, Ticker ticker) {
    this.store = store;
    this.desks =
        Caffeine.newBuilder()
            .maximumSize(MAX_DESKS)
            .expireAfterAccess(IDLE)
            .ticker(ticker)
            .evictionListener(
                (@Nullable VersionId id, @Nullable OfferDesk desk, RemovalCause why) -> close(desk))
            .executor(Runnable::run)
            .build();
    this.node = node.id();
    this.limits =
        new OfferDesk.Limits(
            properties.uploadSlots(), properties.originShares(), properties.originSharesOfOthers());
    var _ = clock.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static void close(@Nullable OfferDesk desk) {
    if (desk != null) {
      desk.close();
    }
  }

  private void tick() {
    long now = System.nanoTime();
    desks.asMap().values().forEach(desk -> desk.tick(now));
    filling.values().forEach(desk -> desk.tick(now));
  }

  /** The desk of a version that is being filled from now on, until that has {@link #ended}. */
  OfferDesk begin(VersionId id, int pieces) {
    var desk = of(id, pieces);
    filling.put(id, desk);
    return desk;
  }

  /** Nothing that was here of the version is here any more. */
  void forget(VersionId id) {
    close(desks.asMap().remove(id));
  }

  void ended(VersionId id) {
    var desk = filling.remove(id);
    if (desk != null) {
      desks.put(id, desk);
    }
  }

  private OfferDesk of(VersionId id, int pieces) {
    return desks.get(id, unknown -> new OfferDesk(node, pieces, limits, new Random()));
  }

  /**
   * Takes an ask for a version that is whole here.
   *
   * @return false if it is not
   */
  boolean askWhole(VersionId id, PieceAsk ask, Consumer<PieceOffers> answer) {
    if (!store.isHeld(id)) {
      return false;
    }
    var known = desks.getIfPresent(id);
    var desk = known == null ? of(id, pieceCount(id, ask)) : known;
    long now = System.nanoTime();
    desk.addAll(now);
    return desk.ask(ask, answer, now);
  }

  /** An old store has versions without a manifest: then the ask is believed. */
  private int pieceCount(VersionId id, PieceAsk ask) {
    return store.manifest(id).map(one -> one.manifest().pieceCount()).orElse(ask.pieces());
  }

  void close() {
    clock.shutdownNow();
    desks.asMap().values().forEach(OfferDesk::close);
  }
}
