package peercache.node.fill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import peercache.content.ByteRange;
import peercache.content.Manifest;

/**
 * What is there of a version that is being filled, what is wanted of it, and who waits for what. No
 * I/O, and callbacks run on another thread, so its lock is never held for long. Thread-safe.
 */
final class PieceBoard {
  private record Waiter(int piece, Callback callback) {}

  private final Manifest manifest;
  private final Executor callbacks;

  // All guarded by this.
  private final BitSet verified = new BitSet();
  private final BitSet wanted = new BitSet();
  private final IdentityHashMap<FillBody, Integer> readers = new IdentityHashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private int waitForAll;
  private long withoutReadersSince = System.nanoTime();
  private @Nullable FillFailed failure;
  private Runnable onChange = () -> {};

  private volatile long progressAt = System.nanoTime();

  PieceBoard(Manifest manifest, Executor callbacks) {
    this.manifest = manifest;
    this.callbacks = callbacks;
  }

  /**
   * @param action run when more is wanted, or more urgently, or the fill is over; must not block
   */
  synchronized void onChange(Runnable action) {
    onChange = action;
  }

  void verified(int piece) {
    List<Waiter> served;
    Runnable changed;
    synchronized (this) {
      verified.set(piece);
      served = waiters.stream().filter(waiter -> waiter.piece() == piece).toList();
      waiters.removeAll(served);
      changed = isOver() ? onChange : () -> {};
      notifyAll();
    }
    served.forEach(waiter -> callbacks.execute(waiter.callback()::succeeded));
    changed.run();
  }

  /** The fill is over; the first failure counts, and none after the last piece. */
  void fail(FillFailed cause) {
    List<Waiter> left;
    Runnable changed;
    synchronized (this) {
      if (failure != null || isWhole()) {
        return;
      }
      failure = cause;
      left = List.copyOf(waiters);
      waiters.clear();
      changed = onChange;
      notifyAll();
    }
    left.forEach(waiter -> callbacks.execute(() -> waiter.callback().failed(cause)));
    changed.run();
  }

  /** A source delivered something. */
  void progressed() {
    progressAt = System.nanoTime();
  }

  /** For how long nothing has come of what is wanted. */
  long nanosWithoutProgress() {
    return isResting() ? 0 : System.nanoTime() - progressAt;
  }

  synchronized boolean isWhole() {
    return verified.cardinality() == manifest.pieceCount();
  }

  synchronized boolean isOver() {
    return failure != null || isWhole();
  }

  /** Whether all that is wanted is here, though the version is not whole. */
  synchronized boolean isResting() {
    return missing().isEmpty() && !isWhole();
  }

  synchronized @Nullable FillFailed failure() {
    return failure;
  }

  synchronized int verifiedCount() {
    return verified.cardinality();
  }

  synchronized BitSet verifiedPieces() {
    return (BitSet) verified.clone();
  }

  synchronized boolean isVerified(ByteRange range) {
    return verified.nextClearBit(manifest.pieceAt(range.first())) > manifest.pieceAt(range.last());
  }

  /** What is wanted and not here. */
  synchronized BitSet missing() {
    var missing = (BitSet) wanted.clone();
    missing.andNot(verified);
    return missing;
  }

  /** A caller asked for these bytes. */
  void demand(List<ByteRange> ranges) {
    Runnable changed;
    synchronized (this) {
      for (var range : ranges) {
        wanted.set(manifest.pieceAt(range.first()), manifest.pieceAt(range.last()) + 1);
      }
      widen();
      changed = onChange;
    }
    changed.run();
  }

  private void widen() {
    if (missing().isEmpty()) {
      return;
    }
    progressAt = System.nanoTime();
    if (DemandPolicy.wantsWhole(manifest.pieceCount(), wanted)) {
      wanted.set(0, manifest.pieceCount());
    }
  }

  synchronized void addReader(FillBody reader, int piece) {
    readers.put(reader, piece);
  }

  synchronized void removeReader(FillBody reader) {
    readers.remove(reader);
    noteWhetherRead();
  }

  private void noteWhetherRead() {
    if (readers.isEmpty() && waitForAll == 0) {
      withoutReadersSince = System.nanoTime();
    }
  }

  /** Waits until the fill is over. Who waits counts as a reader, though one that is in no hurry. */
  synchronized void awaitOver() throws InterruptedException {
    waitForAll++;
    try {
      while (!isOver()) {
        wait();
      }
    } finally {
      waitForAll--;
      noteWhetherRead();
    }
  }

  /** The pieces at which readers are. */
  synchronized SortedSet<Integer> readers() {
    return new TreeSet<>(readers.values());
  }

  /** For how long nobody has been reading. */
  synchronized long nanosWithoutReaders() {
    return readers.isEmpty() && waitForAll == 0 ? System.nanoTime() - withoutReadersSince : 0;
  }

  /** How many verified bytes follow without a gap; moves the reader there. */
  synchronized long readable(FillBody reader, long position) throws IOException {
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
    int piece = manifest.pieceAt(position);
    readers.replace(reader, piece);
    int gap = verified.nextClearBit(piece);
    return gap == piece ? 0 : Math.min(manifest.size(), manifest.offset(gap)) - position;
  }

  /** Calls back, on another thread, once the byte is there or never will be. */
  void await(long position, Callback callback) {
    int piece = manifest.pieceAt(position);
    FillFailed failed;
    Runnable changed;
    synchronized (this) {
      failed = failure;
      if (failed == null && !verified.get(piece)) {
        waiters.add(new Waiter(piece, callback));
        if (!wanted.get(piece)) {
          wanted.set(piece); // read on, behind what was asked for at first
          widen();
        }
        changed = onChange;
      } else {
        changed = null;
      }
    }
    if (changed != null) {
      changed.run();
    } else if (failed == null) {
      callbacks.execute(callback::succeeded);
    } else {
      callbacks.execute(() -> callback.failed(failed));
    }
  }
}
