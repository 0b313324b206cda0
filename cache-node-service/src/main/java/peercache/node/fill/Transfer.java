package peercache.node.fill;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One piece on its way from one source. Another source can go on where this one is given up, but
 * not before it has stopped. Thread-safe.
 */
final class Transfer implements Flow {
  private final PieceProgress progress;
  private final Set<Source> sources = new HashSet<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final PieceBoard board;
  private final FillMetrics metrics;
  private @Nullable Consumer<Throwable> abort;
  private @Nullable Throwable givenUp;

  Transfer(PieceProgress progress, PieceBoard board, FillMetrics metrics) {
    this.progress = progress;
    this.board = board;
    this.metrics = metrics;
  }

  /** Goes on where another transfer of the same piece ended. */
  Transfer after(Transfer before) {
    var next = new Transfer(before.progress, board, metrics);
    next.sources.addAll(before.sources);
    return next;
  }

  PieceProgress progress() {
    return progress;
  }

  /** Whether all bytes so far are from one source, which then answers for them. */
  synchronized boolean isOfOneSource() {
    return sources.size() == 1;
  }

  /** The piece begins again. */
  synchronized void reset() {
    sources.clear();
  }

  synchronized boolean isGivenUp() {
    return givenUp != null;
  }

  void giveUp(Throwable why) {
    Consumer<Throwable> running;
    synchronized (this) {
      givenUp = why;
      running = abort;
    }
    if (running != null) {
      running.accept(why);
    }
  }

  void end() {
    ended.countDown();
  }

  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public Account begins(Source source, Consumer<Throwable> abortion) {
    Throwable late;
    synchronized (this) {
      abort = abortion;
      late = givenUp;
    }
    if (late != null) {
      abortion.accept(late);
    }
    return () -> {
      synchronized (this) {
        abort = null;
      }
    };
  }

  @Override
  public void received(Source source, int bytes) {
    synchronized (this) {
      sources.add(source);
    }
    board.progressed();
    metrics.filled(source, bytes);
  }
}
