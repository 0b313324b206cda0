package peercache.node.fill;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.node.source.SourceConnection;

/**
 * One piece on its way from one source. Another source can go on where this one is given up, but
 * not before it has stopped. Thread-safe.
 */
final class Transfer implements Flow {
  private static final Logger log = LoggerFactory.getLogger(Transfer.class);

  private final PieceProgress progress;
  private final Set<Source> sources = new HashSet<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final PieceBoard board;
  private final FillMetrics metrics;

  /** Of the sources the one whose bytes came last: it need not be noted for each of its reads. */
  private @Nullable Source last;

  private @Nullable SourceConnection connection;
  private boolean givenUp;

  Transfer(PieceProgress progress, PieceBoard board, FillMetrics metrics) {
    this.progress = progress;
    this.board = board;
    this.metrics = metrics;
  }

  /** One that is to go on where this one ends. */
  Transfer next() {
    return new Transfer(progress, board, metrics);
  }

  /** Goes on where another transfer of the same piece has ended. */
  void follows(Transfer before) {
    var senders = before.senders();
    synchronized (this) {
      sources.addAll(senders);
    }
  }

  private synchronized Set<Source> senders() {
    return Set.copyOf(sources);
  }

  PieceProgress progress() {
    return progress;
  }

  /** Whether this source alone sent all bytes so far, and answers for them. */
  synchronized boolean isAllFrom(Source source) {
    return sources.equals(Set.of(source));
  }

  /** The piece begins again. */
  synchronized void reset() {
    sources.clear();
    last = null;
  }

  synchronized boolean isGivenUp() {
    return givenUp;
  }

  /** Another source goes on, or nobody: the request in flight is ended. */
  void giveUp() {
    SourceConnection running;
    synchronized (this) {
      givenUp = true;
      running = connection;
    }
    close(running);
  }

  private static void close(@Nullable SourceConnection running) {
    if (running != null) {
      try {
        running.close();
      } catch (IOException e) {
        log.debug("closing a connection failed: {}", e.toString());
      }
    }
  }

  void end() {
    ended.countDown();
  }

  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public void uses(SourceConnection used) {
    boolean late;
    synchronized (this) {
      connection = used;
      late = givenUp;
    }
    if (late) {
      close(used);
    }
  }

  @Override
  public synchronized void ends() {
    connection = null;
  }

  @Override
  public void received(Source source, int bytes) {
    synchronized (this) {
      if (!source.equals(last)) {
        sources.add(source);
        last = source;
      }
    }
    board.progressed();
    metrics.filled(source, bytes);
  }
}
