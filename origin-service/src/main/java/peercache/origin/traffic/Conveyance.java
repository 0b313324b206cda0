package peercache.origin.traffic;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import peercache.api.VersionId;

/**
 * How often what nodes hold was conveyed to them: of each version, what was sent of it since the
 * start, against what there is to send, its size. Of a version that was sent several times over, by
 * whatever ranges, all beyond its size is repetition. Bounded, thread-safe.
 */
final class Conveyance {
  private static final int MAX_VERSIONS = 100_000;

  /** The least used are forgotten, and count as new when they come again. */
  private final Cache<VersionId, Conveyed> versions =
      Caffeine.newBuilder().maximumSize(MAX_VERSIONS).executor(Runnable::run).build();

  private final LongAdder bytes = new LongAdder();
  private final LongAdder distinctBytes = new LongAdder();

  private record Conveyed(VersionId id, long size, AtomicLong bytes) {
    ConveyedVersion now() {
      return new ConveyedVersion(id, size, bytes.get());
    }
  }

  /** To be told what is sent of a version. */
  LongConsumer of(VersionId id, long size) {
    var version = versions.get(id, key -> new Conveyed(key, size, new AtomicLong()));
    return count -> add(version, count);
  }

  private void add(Conveyed version, long count) {
    long before = version.bytes().getAndAdd(count);
    bytes.add(count);
    distinctBytes.add(Math.clamp(version.size() - before, 0, count));
  }

  /** Null if nothing of it was sent, or nothing is remembered. */
  @Nullable ConveyedVersion find(VersionId id) {
    var version = versions.getIfPresent(id);
    var now = version == null ? null : version.now();
    return now == null || now.conveyed() == 0 ? null : now;
  }

  /** Those of which most was conveyed, most first. */
  List<ConveyedVersion> most(int limit) {
    return versions.asMap().values().stream()
        .map(Conveyed::now)
        .filter(version -> version.conveyed() > 0)
        .sorted(Comparator.comparingLong(ConveyedVersion::conveyed).reversed())
        .limit(limit)
        .toList();
  }

  long bytes() {
    return bytes.sum();
  }

  long distinctBytes() {
    return distinctBytes.sum();
  }

  /** 1 if nothing was conveyed twice; not a number before anything was conveyed. */
  double ratio() {
    return (double) bytes() / distinctBytes();
  }
}
