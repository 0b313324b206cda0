package peercache.node.fill;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.BitSet;
import java.util.Random;
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
  private final Cache<VersionId, OfferDesk> desks =
      Caffeine.newBuilder()
          .maximumSize(MAX_DESKS)
          .expireAfterAccess(IDLE)
          .evictionListener(
              (@Nullable VersionId id, @Nullable OfferDesk desk, RemovalCause why) -> close(desk))
          .executor(Runnable::run)
          .build();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("offers").factory());

  Desks(VersionStore store, NodeIdentity node, FillProperties properties) {
    this.store = store;
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
  }

  /** The desk of a version that is being filled. */
  OfferDesk of(VersionId id, int pieces) {
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
    var desk = of(id, ask.pieces());
    var all = new BitSet();
    all.set(0, ask.pieces());
    desk.addAll(all);
    return desk.ask(ask, answer, System.nanoTime());
  }

  void close() {
    clock.shutdownNow();
    desks.asMap().values().forEach(OfferDesk::close);
  }
}
