package peercache.node.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.HeldVersion;
import peercache.api.VersionId;
import peercache.content.SignedManifest;
import peercache.node.membership.HoldingListener;

/**
 * The versions on this node's disk; the file system is the truth. Whole versions are found again by
 * a restart, partial ones are resumed by the next fill. A version may be evicted while it is
 * served: its file is unlinked, and whoever reads it goes on. Thread-safe; no lock is held over
 * I/O.
 */
public final class VersionStore {
  private static final Logger log = LoggerFactory.getLogger(VersionStore.class);

  private final StoreLayout layout;

  /** Found once: to find it, all mounts of the machine are read. */
  private final FileStore disk;

  private final long capacityBytes;
  private final Shelf shelf;
  private final Optional<Surplus> surplus;
  private final Mappings mappings;
  private final HoldingListener listener;

  /** Fills that run: the disk must keep the room that they have not used yet. */
  private final Set<PartialVersion> filling = ConcurrentHashMap.newKeySet();

  private final AtomicLong beginning = new AtomicLong();
  private final LongAdder evictions = new LongAdder();
  private final LongAdder losses = new LongAdder();

  /**
   * Finds again what is on the disk.
   *
   * @param lastCopies says which of some versions are to be evicted last, nothing if nobody knows;
   *     empty where that does not matter
   */
  VersionStore(
      StoreLayout layout,
      long capacityBytes,
      int maxMappings,
      HoldingListener listener,
      Optional<Function<List<VersionId>, Optional<Set<VersionId>>>> lastCopies)
      throws IOException {
    this.layout = layout;
    this.disk = Files.getFileStore(layout.data());
    this.capacityBytes = capacityBytes;
    this.listener = listener;
    shelf = new Shelf(capacityBytes);
    surplus = lastCopies.map(known -> new Surplus(shelf, known));
    mappings = new Mappings(layout, maxMappings);
    var found = StoreScan.of(layout);
    found.whole().forEach(shelf::found);
    found.partial().forEach(shelf::foundPartial);
    unlinkLeaving();
    log.info(
        "holds {} whole versions and {} partial ones in {}",
        shelf.count(),
        found.partial().size(),
        layout.data());
  }

  /**
   * Looks a version up, which counts as a use of it.
   *
   * @return the version, which the caller must release; null if it is not held
   */
  public @Nullable StoredVersion open(VersionId id) {
    var holding = shelf.get(id);
    if (holding == null) {
      return null;
    }
    var version = mappings.get(id);
    return version != null ? version : map(id, holding);
  }

  /** Whether it is held; not a use of it. */
  public boolean isHeld(VersionId id) {
    return shelf.isHeld(id);
  }

  private @Nullable StoredVersion map(VersionId id, Holding holding) {
    try {
      var version = mappings.open(id, holding);
      if (version == null) {
        lose(id, holding);
      } else if (!shelf.isHeld(id, holding)) {
        mappings.forget(id); // evicted meanwhile, perhaps before there was a mapping to forget
      }
      return version;
    } catch (IOException e) {
      // Too many open files, say: it is still there, but cannot be served now.
      throw new UncheckedIOException("cannot open version " + id, e);
    }
  }

  private void lose(VersionId id, Holding holding) {
    if (shelf.remove(id, holding)) {
      losses.increment();
      log.warn("version {} vanished from the disk or has another size", id);
      unlink(id, holding.size());
    }
  }

  /**
   * Reserves room for a version, evicting others, and begins it.
   *
   * @throws IOException if the disk fails
   */
  public Admission begin(SignedManifest signed) throws IOException {
    var manifest = signed.manifest();
    surplus.ifPresent(copies -> copies.makeRoomFor(manifest.size()));
    return switch (shelf.claim(manifest.id(), manifest.size())) {
      case Shelf.Claim.TooBigEver(long capacity) -> new Admission.TooBigEver(capacity);
      case Shelf.Claim.NoRoomNow(String reason) -> new Admission.NoRoomNow(reason);
      case Shelf.Claim.Granted() -> create(signed);
    };
  }

  private Admission create(SignedManifest signed) throws IOException {
    var manifest = signed.manifest();
    boolean created = false;
    beginning.addAndGet(manifest.size());
    try {
      unlinkLeaving();
      if (!diskHasRoom()) {
        shelf.shed(manifest.size());
        unlinkLeaving();
      }
      if (!diskHasRoom()) {
        return new Admission.NoRoomNow("the disk is full, or will be when what runs is filled");
      }
      var partial = PartialVersion.create(layout, signed);
      filling.add(partial);
      created = true;
      return new Admission.Granted(partial);
    } finally {
      beginning.addAndGet(-manifest.size());
      if (!created) {
        shelf.release(manifest.id());
        layout.deletePartial(manifest.id());
      }
    }
  }

  /** Whether all that begins, and all that is being filled, fits on the disk to its end. */
  private boolean diskHasRoom() throws IOException {
    long promised = filling.stream().mapToLong(PartialVersion::unwritten).sum();
    return disk.getUsableSpace() >= promised + beginning.get();
  }

  /**
   * What the version is made of, as its origin wrote it, whether the version is whole or not; not a
   * use of it. Reads the disk.
   *
   * @return empty if nothing is here of the version, or it came before its manifest was kept
   */
  public Optional<SignedManifest> manifest(VersionId id) {
    try {
      return Optional.of(ManifestFile.read(layout.manifest(id)))
          .filter(signed -> id.equals(signed.manifest().id()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      log.debug("the manifest of {} cannot be passed on: {}", id, e.toString());
      return Optional.empty();
    }
  }

  /** What an earlier fill of the version left, if it can be used. */
  public Optional<PartialVersion> resume(VersionId id) throws IOException {
    if (!shelf.unpark(id)) {
      return Optional.empty();
    }
    try {
      var partial = PartialVersion.resume(layout, id);
      filling.add(partial);
      return Optional.of(partial);
    } catch (IOException e) {
      log.warn("cannot resume a partial version, so it is dropped: {}", e.getMessage());
      layout.deletePartial(id);
      shelf.release(id);
      return Optional.empty();
    }
  }

  /**
   * All pieces are verified: makes the version durable, then visible, then announces it.
   *
   * @throws IOException if the disk fails; then the partial version is still to be discarded
   */
  public void commit(PartialVersion partial) throws IOException {
    var manifest = partial.manifest();
    var id = manifest.id();
    Files.setLastModifiedTime(layout.partial(id), FileTime.from(manifest.lastModified()));
    partial.force();
    Files.move(layout.partial(id), layout.whole(id), ATOMIC_MOVE);
    forceDirectory(layout.directory(id));
    end(partial);
    layout.deletePieces(id);
    var holding = Holding.of(Files.readAttributes(layout.whole(id), BasicFileAttributes.class));
    shelf.fulfil(id, holding, () -> listener.added(new HeldVersion(id, manifest.size())));
  }

  /** Keeps what is there for a later fill, until room is needed. */
  public void park(PartialVersion partial) throws IOException {
    end(partial);
    shelf.park(partial.manifest().id());
  }

  /** Removes every trace of the fill. */
  public void discard(PartialVersion partial) throws IOException {
    var id = partial.manifest().id();
    try {
      end(partial);
      layout.deletePartial(id);
      layout.deleteWhole(id); // a commit may have failed behind the rename
    } finally {
      shelf.release(id);
    }
  }

  /**
   * Nothing is left of these versions on the disk, after a crash either; they are not being filled.
   *
   * @throws IOException if something may be left; what was held is not held any more all the same
   */
  public void remove(Collection<VersionId> ids) throws IOException {
    var directories = new HashSet<Path>();
    for (var id : ids) {
      if (shelf.unpark(id)) {
        shelf.release(id);
      }
      var size = shelf.remove(id);
      if (size.isPresent()) {
        mappings.forget(id);
        listener.removed(new HeldVersion(id, size.getAsLong()));
        shelf.left(id);
      }
      if (layout.deleteAll(id)) {
        directories.add(layout.directory(id));
      }
    }
    for (var directory : directories) {
      forceDirectory(directory);
    }
  }

  private void end(PartialVersion partial) throws IOException {
    filling.remove(partial);
    partial.close();
  }

  private void unlinkLeaving() throws IOException {
    for (var one : shelf.takeLeaving()) {
      if (one.partial()) {
        layout.deletePartial(one.id());
        shelf.left(one.id());
      } else {
        evictions.increment();
        unlink(one.id(), one.size());
      }
    }
  }

  // Not held any more whether or not the disk lets it go: a restart would find it again.
  private void unlink(VersionId id, long size) {
    mappings.forget(id);
    try {
      layout.deleteWhole(id);
    } catch (IOException e) {
      log.error("cannot unlink {}, its bytes stay on the disk: {}", layout.whole(id), e.toString());
    }
    listener.removed(new HeldVersion(id, size));
    shelf.left(id);
  }

  private static void forceDirectory(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    }
  }

  public List<HeldVersion> all() {
    return shelf.all();
  }

  public long usedBytes() {
    return shelf.usedBytes();
  }

  public long capacityBytes() {
    return capacityBytes;
  }

  long count() {
    return shelf.count();
  }

  long evictions() {
    return evictions.sum();
  }

  long losses() {
    return losses.sum();
  }
}
