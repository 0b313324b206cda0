package peercache.node.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import peercache.api.HeldVersion;
import peercache.api.VersionId;

/**
 * What is held and what is reserved, within the capacity; no I/O. Victims are chosen by W-TinyLFU
 * (Einziger, Friedman, Manes: TinyLFU, 2017), weighed in KiB because a weight is an int. A
 * reservation lowers what the policy may keep, so victims leave before the first byte is written.
 * Partial versions that nobody fills go before any whole version.
 *
 * <p>Whatever leaves is named by {@link #takeLeaving}; until {@link #left} confirms that its file
 * is gone, the same version cannot be claimed. Thread-safe; look-ups take no lock.
 */
final class Shelf {
  /** Whether a version may be brought in. */
  sealed interface Claim {
    record Granted() implements Claim {}

    record TooBigEver(long capacity) implements Claim {}

    record NoRoomNow(String reason) implements Claim {}
  }

  record Leaving(VersionId id, long size, boolean partial) {}

  private final long capacity;
  private final Cache<VersionId, Holding> held;
  private final Policy.Eviction<VersionId, Holding> eviction;
  private final Queue<Leaving> leaving = new ConcurrentLinkedQueue<>();
  private final Set<VersionId> leavingIds = ConcurrentHashMap.newKeySet();

  /** Bytes by version, guarded by this; also of those that are parked. */
  private final Map<VersionId, Long> reserved = new HashMap<>();

  /** Partial versions that nobody fills, oldest first; guarded by this. */
  private final LinkedHashMap<VersionId, Long> parked = new LinkedHashMap<>();

  private long reservedWeight;

  Shelf(long capacityBytes) {
    capacity = capacityBytes / 1024;
    held =
        Caffeine.newBuilder()
            .maximumWeight(capacity)
            .weigher((VersionId id, Holding holding) -> (int) weight(holding.size()))
            .evictionListener(this::onEviction)
            .executor(Runnable::run)
            .build();
    eviction = held.policy().eviction().orElseThrow();
  }

  // Called under the cache's own lock.
  private void onEviction(@Nullable VersionId id, @Nullable Holding holding, RemovalCause unused) {
    if (id != null && holding != null) {
      leave(new Leaving(id, holding.size(), false));
    }
  }

  private void leave(Leaving one) {
    leavingIds.add(one.id());
    leaving.add(one);
  }

  /** Looks a version up, which counts as a use of it. */
  @Nullable Holding get(VersionId id) {
    return held.getIfPresent(id);
  }

  boolean isHeld(VersionId id) {
    return held.policy().getIfPresentQuietly(id) != null;
  }

  boolean isHeld(VersionId id, Holding holding) {
    return holding.equals(held.policy().getIfPresentQuietly(id));
  }

  /** What was found on the disk at start; the disk may hold more than the capacity. */
  void found(VersionId id, Holding holding) {
    held.put(id, holding);
  }

  /** Whether a claim of this size would evict whole versions. */
  synchronized boolean lacksRoomFor(long size) {
    long parkedWeight = parked.values().stream().mapToLong(Shelf::weight).sum();
    long wanted = weight(size);
    return wanted <= capacity && heldWeight() + reservedWeight - parkedWeight + wanted > capacity;
  }

  /** So many of those that the policy would let go first, in that order. */
  List<VersionId> coldest(int max) {
    return List.copyOf(eviction.coldest(max).keySet());
  }

  /** Lets a version go though the policy would choose another one. */
  void evict(VersionId id) {
    leavingIds.add(id);
    var holding = held.asMap().remove(id);
    if (holding == null) {
      leavingIds.remove(id);
    } else {
      leaving.add(new Leaving(id, holding.size(), false));
    }
  }

  synchronized Claim claim(VersionId id, long size) {
    long weight = weight(size);
    if (weight > capacity) {
      return new Claim.TooBigEver(capacity * 1024);
    }
    if (leavingIds.contains(id)) {
      return new Claim.NoRoomNow("the version is just being evicted");
    }
    while (!parked.isEmpty() && heldWeight() + reservedWeight + weight > capacity) {
      dropOldestParked();
    }
    if (reservedWeight + weight > capacity) {
      return new Claim.NoRoomNow("running fills have reserved the capacity");
    }
    reserved.put(id, size);
    reservedWeight += weight;
    fitHeld();
    return new Claim.Granted();
  }

  /** The bytes are not needed any more. */
  synchronized void release(VersionId id) {
    unreserve(id);
    fitHeld();
  }

  /**
   * What was reserved is a whole version now.
   *
   * @param announce run before anything can evict the version; must not block
   */
  synchronized void fulfil(VersionId id, Holding holding, Runnable announce) {
    unreserve(id);
    fitHeld();
    held.put(id, holding);
    announce.run();
  }

  /** The partial version stays, and goes first when room is needed. */
  synchronized void park(VersionId id) {
    parked.putLast(id, reserved.getOrDefault(id, 0L));
  }

  /** A partial version that was found on the disk at start. */
  synchronized void foundPartial(VersionId id, long size) {
    switch (claim(id, size)) {
      case Claim.Granted() -> park(id);
      case Claim.TooBigEver(long _) -> leave(new Leaving(id, size, true));
      case Claim.NoRoomNow(String _) -> leave(new Leaving(id, size, true));
    }
  }

  /**
   * @return whether the version was parked; it is the caller's now
   */
  synchronized boolean unpark(VersionId id) {
    return parked.remove(id) != null;
  }

  /**
   * The file is found to be missing: not an eviction, but to be confirmed by {@link #left} too.
   *
   * @return whether it was this call that removed it
   */
  boolean remove(VersionId id, Holding holding) {
    leavingIds.add(id);
    if (held.asMap().remove(id, holding)) {
      return true;
    }
    leavingIds.remove(id);
    return false;
  }

  /**
   * The version is to be held no more; to be confirmed by {@link #left} if it was.
   *
   * @return its size; empty if it was not held
   */
  OptionalLong remove(VersionId id) {
    boolean marked = leavingIds.add(id);
    var holding = held.asMap().remove(id);
    if (holding != null) {
      return OptionalLong.of(holding.size());
    }
    if (marked) {
      leavingIds.remove(id); // otherwise it is just being evicted
    }
    return OptionalLong.empty();
  }

  /** Evicts so many bytes though the capacity is not reached: the disk is smaller than that. */
  synchronized void shed(long bytes) {
    while (!parked.isEmpty()) {
      dropOldestParked();
    }
    eviction.setMaximum(Math.max(0, heldWeight() - weight(bytes)));
    held.cleanUp();
    fitHeld();
  }

  /** What left since the last call; each is to be confirmed by {@link #left}. */
  List<Leaving> takeLeaving() {
    var taken = new ArrayList<Leaving>();
    for (var one = leaving.poll(); one != null; one = leaving.poll()) {
      taken.add(one);
    }
    return taken;
  }

  void left(VersionId id) {
    leavingIds.remove(id);
  }

  List<HeldVersion> all() {
    var all = new ArrayList<HeldVersion>((int) held.estimatedSize());
    held.asMap().forEach((id, holding) -> all.add(new HeldVersion(id, holding.size())));
    return all;
  }

  long count() {
    return held.estimatedSize();
  }

  synchronized long usedBytes() {
    return (heldWeight() + reservedWeight) * 1024;
  }

  private void dropOldestParked() {
    var oldest = parked.firstEntry();
    parked.remove(oldest.getKey());
    unreserve(oldest.getKey());
    leave(new Leaving(oldest.getKey(), oldest.getValue(), true));
  }

  private void unreserve(VersionId id) {
    var size = reserved.remove(id);
    if (size != null) {
      reservedWeight -= weight(size);
    }
  }

  private void fitHeld() {
    eviction.setMaximum(capacity - reservedWeight);
    held.cleanUp();
  }

  private long heldWeight() {
    return eviction.weightedSize().orElseThrow();
  }

  private static long weight(long size) {
    return Math.clamp(Math.ceilDiv(size, 1024), 1, Integer.MAX_VALUE);
  }
}
