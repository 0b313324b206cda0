package peercache.origin.catalog;

import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.VersionId;

/** The catalogue in memory: files by path, and the paths of each version. Thread-safe; no I/O. */
final class Index {
  private final ConcurrentHashMap<FilePath, CatalogFile> files = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<VersionId, Set<FilePath>> paths = new ConcurrentHashMap<>();
  private final LongAdder settled = new LongAdder();

  @Nullable CatalogFile get(FilePath path) {
    return files.get(path);
  }

  /** Some paths under which a version was when it was last looked at. */
  Set<FilePath> pathsOf(VersionId version) {
    return paths.getOrDefault(version, Set.of());
  }

  Set<FilePath> paths() {
    return files.keySet();
  }

  long settled() {
    return settled.sum();
  }

  long unsettled() {
    return Math.max(0, files.size() - settled());
  }

  /**
   * @param change from what is there, or null, to what is to be there, or null; runs at most once
   */
  @Nullable CatalogFile change(FilePath path, UnaryOperator<@Nullable CatalogFile> change) {
    return files.compute(
        path,
        (same, before) -> {
          var after = change.apply(before);
          if (!Objects.equals(before, after)) {
            unlink(before);
            link(after);
          }
          return after;
        });
  }

  private void link(@Nullable CatalogFile file) {
    if (file != null && file.version() != null) {
      settled.increment();
      paths.compute(
          file.version().id(),
          (id, known) -> {
            var all = known == null ? ConcurrentHashMap.<FilePath>newKeySet(1) : known;
            all.add(file.path());
            return all;
          });
    }
  }

  private void unlink(@Nullable CatalogFile file) {
    if (file != null && file.version() != null) {
      settled.decrement();
      paths.computeIfPresent(
          file.version().id(),
          (id, known) -> {
            known.remove(file.path());
            return known.isEmpty() ? null : known;
          });
    }
  }
}
