package peercache.node.fill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import peercache.content.Manifest;

/**
 * What is there of a version that is being filled, what is in flight, and who waits for what. No
 * I/O, and callbacks run on another thread, so its lock is never held for long. Thread-safe.
 */
final class PieceBoard {
  private record Waiter(int piece, Callback callback) {}

  private final Manifest manifest;
  private final int readAhead;
  private final Executor callbacks;

  // All guarded by this.
  private final BitSet verified;
  private final BitSet inFlight;
  private final IdentityHashMap<FillBody, Integer> readers = new IdentityHashMap<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private long withoutReadersSince = System.nanoTime();
  private @Nullable FillFailed failure;

  private volatile long progressAt = System.nanoTime();

  PieceBoard(Manifest manifest, int readAhead, Executor callbacks) {
    this.manifest = manifest;
    this.readAhead = readAhead;
    this.callbacks = callbacks;
    this.verified = new BitSet(manifest.pieceCount());
    this.inFlight = new BitSet(manifest.pieceCount());
  }

  /**
   * Takes the piece that is to be brought in next; it stays with the caller until it is verified or
   * the fill is over.
   *
   * @return {@link PiecePolicy#NONE} if there is no further piece to take
   */
  synchronized int take() {
    if (failure != null) {
      return PiecePolicy.NONE;
    }
    var settled = (BitSet) verified.clone();
    settled.or(inFlight);
    int piece =
        PiecePolicy.next(
            settled, manifest.pieceCount(), new TreeSet<>(readers.values()), readAhead);
    if (piece != PiecePolicy.NONE) {
      inFlight.set(piece);
    }
    return piece;
  }

  void verified(int piece) {
    List<Waiter> served;
    synchronized (this) {
      inFlight.clear(piece);
      verified.set(piece);
      served = waiters.stream().filter(waiter -> waiter.piece() == piece).toList();
      waiters.removeAll(served);
    }
    served.forEach(waiter -> callbacks.execute(waiter.callback()::succeeded));
  }

  /** The fill is over; the first failure counts, and none after the last piece. */
  void fail(FillFailed cause) {
    List<Waiter> left;
    synchronized (this) {
      if (failure != null || isWhole()) {
        return;
      }
      failure = cause;
      left = List.copyOf(waiters);
      waiters.clear();
    }
    left.forEach(waiter -> callbacks.execute(() -> waiter.callback().failed(cause)));
  }

  /** A source delivered something. */
  void progressed() {
    progressAt = System.nanoTime();
  }

  long nanosWithoutProgress() {
    return System.nanoTime() - progressAt;
  }

  synchronized boolean isWhole() {
    return verified.cardinality() == manifest.pieceCount();
  }

  synchronized boolean isOver() {
    return failure != null || isWhole();
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

  synchronized void addReader(FillBody reader) {
    readers.put(reader, 0);
  }

  synchronized void removeReader(FillBody reader) {
    readers.remove(reader);
    if (readers.isEmpty()) {
      withoutReadersSince = System.nanoTime();
    }
  }

  /** For how long nobody has been reading. */
  synchronized long nanosWithoutReaders() {
    return readers.isEmpty() ? System.nanoTime() - withoutReadersSince : 0;
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
    synchronized (this) {
      failed = failure;
      if (failed == null && !verified.get(piece)) {
        waiters.add(new Waiter(piece, callback));
        return;
      }
    }
    if (failed == null) {
      callbacks.execute(callback::succeeded);
    } else {
      callbacks.execute(() -> callback.failed(failed));
    }
  }
}
