package peercache.origin.catalog;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import peercache.api.FilePath;
import peercache.api.HeldVersion;
import peercache.api.VersionId;

/**
 * The files of this origin as they are at the moment of asking: whatever the catalogue remembers is
 * compared with the file's state on disk before it is given out. Thread-safe; takes no lock on a
 * caller's way but that of one entry, and never over I/O.
 */
public final class Catalog {
  private final Tree tree;
  private final Index index = new Index();
  private final DigestMemory memory;
  private final Clock clock;
  private final Consumer<FilePath> unsettled;

  /**
   * @param unsettled told of each path whose digests are to be learnt
   */
  Catalog(Tree tree, DigestMemory memory, Clock clock, Consumer<FilePath> unsettled) {
    this.tree = tree;
    this.memory = memory;
    this.clock = clock;
    this.unsettled = unsettled;
  }

  /** The file that is under a path now, or null. Costs one system call when nothing has changed. */
  public @Nullable CatalogFile find(FilePath path) throws IOException {
    var known = index.get(path);
    return known != null && known.stat().isStateOf(known.location()) ? known : examine(path);
  }

  /** The file under a path, as the disk says. */
  @Nullable CatalogFile examine(FilePath path) throws IOException {
    return switch (tree.look(path)) {
      case Tree.Entry.RegularFile(var location, var stat) -> note(path, location, stat);
      case Tree.Entry.Directory directory -> forget(path);
      case Tree.Entry.Nothing nothing -> forget(path);
    };
  }

  /** Where a directory is, if there is one under this path. */
  public Optional<Path> directory(FilePath path) throws IOException {
    return tree.look(path) instanceof Tree.Entry.Directory(var location)
        ? Optional.of(location)
        : Optional.empty();
  }

  /** The served directory itself. */
  public Path root() {
    return tree.root();
  }

  /** Where a path is on disk, whether there is a file or not. */
  public Path locate(FilePath path) {
    return tree.locate(path);
  }

  /** The path that names a location in the served directory, or null if it cannot be said. */
  public @Nullable FilePath pathOf(Path location) {
    return tree.pathOf(location);
  }

  /** What the catalogue remembers of a path; the disk is not asked. */
  public Optional<CatalogFile> remembered(FilePath path) {
    return Optional.ofNullable(index.get(path));
  }

  /** A file that has this version at the moment, or null. */
  public @Nullable CatalogFile holding(VersionId version) throws IOException {
    for (FilePath path : index.pathsOf(version)) {
      var file = find(path);
      if (file != null && file.version() != null && file.version().id().equals(version)) {
        return file;
      }
    }
    return null;
  }

  /**
   * Like {@link #holding}, also for what the background has not come to yet after a restart. May
   * block.
   */
  public @Nullable CatalogFile recall(VersionId version) throws IOException {
    for (FilePath path : memory.pathsOf(version)) {
      var file = examine(path);
      if (file != null && !file.isSettled()) {
        var state = Snapshot.read(file.location());
        memory.recall(path, state).ifPresent(digests -> settle(path, state, digests));
      }
    }
    return holding(version);
  }

  /**
   * Names the versions that are under a path now, or under all paths that begin so.
   *
   * @param former whether to name as well what was published there before, also of files that are
   *     gone. A version may be named more than once
   * @throws DataAccessException if what was published before cannot be told
   */
  public void versions(Selector selector, boolean former, Consumer<HeldVersion> consumer)
      throws IOException {
    switch (selector) {
      case Selector.Path(var path) -> name(find(path), consumer);
      case Selector.Prefix(var start) -> {
        for (FilePath path : index.paths()) {
          if (path.value().startsWith(start)) {
            name(find(path), consumer);
          }
        }
      }
    }
    if (former) {
      memory.published(selector, consumer);
    }
  }

  private static void name(@Nullable CatalogFile file, Consumer<HeldVersion> consumer) {
    if (file != null && file.version() != null) {
      consumer.accept(new HeldVersion(file.version().id(), file.version().size()));
    }
  }

  /**
   * Publishes what has just been put under a path.
   *
   * @param state in which the bytes had these digests
   */
  public CatalogFile publish(FilePath path, Snapshot state, Digests digests) {
    var file = dated(path, state, digests);
    index.change(path, before -> file);
    return file;
  }

  /** Publishes a file whose digests were learnt, unless it was seen in another state meanwhile. */
  void settle(FilePath path, Snapshot state, Digests digests) {
    var known = index.get(path);
    if (known != null && known.stat().equals(state.stat())) {
      var file = dated(path, state, digests);
      index.change(
          path, before -> before != null && before.stat().equals(state.stat()) ? file : before);
    }
  }

  private CatalogFile dated(FilePath path, Snapshot state, Digests digests) {
    var last = lastPublished(path);
    Instant modified = state.stat().modified().toInstant();
    var dates =
        LastModified.of(
            last, memory.firstPublished(digests.id()), digests.id(), modified, clock.instant());
    var version = new Version(digests, dates.ofVersion());
    memory.remember(path, state, version, dates.ofPath());
    var published = new Publication(digests.id(), dates.ofPath());
    return new CatalogFile(path, tree.locate(path), state.stat(), version, published);
  }

  private @Nullable Publication lastPublished(FilePath path) {
    var known = index.get(path);
    return known != null && known.published() != null
        ? known.published()
        : memory.lastPublished(path).orElse(null);
  }

  /** The path is empty; what was published under it stays remembered. */
  public @Nullable CatalogFile forget(FilePath path) {
    return index.change(path, before -> null);
  }

  private @Nullable CatalogFile note(FilePath path, Path location, Stat stat) {
    var file =
        index.change(
            path,
            before ->
                before != null && before.stat().equals(stat)
                    ? before
                    : new CatalogFile(
                        path, location, stat, null, before == null ? null : before.published()));
    if (file != null && !file.isSettled()) {
      unsettled.accept(path);
    }
    return file;
  }

  Tree tree() {
    return tree;
  }

  Index index() {
    return index;
  }
}
