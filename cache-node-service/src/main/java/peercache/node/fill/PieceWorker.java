package peercache.node.fill;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import peercache.api.OriginId;
import peercache.node.store.PartialVersion;

/**
 * Brings in one piece after the other, each verified before it counts. Several of them work for one
 * fill.
 */
final class PieceWorker implements Runnable {
  private final OriginId origin;
  private final PartialVersion partial;
  private final PieceBoard board;
  private final Sources sources;
  private final SourceClient client;
  private final FillMetrics metrics;
  private final Flow flow;

  PieceWorker(
      OriginId origin,
      PartialVersion partial,
      PieceBoard board,
      Sources sources,
      SourceClient client,
      FillMetrics metrics) {
    this.origin = origin;
    this.partial = partial;
    this.board = board;
    this.sources = sources;
    this.client = client;
    this.metrics = metrics;
    this.flow =
        new Flow() {
          @Override
          public Account begins(Source source, Consumer<Throwable> abort) {
            return sources.track(source, abort);
          }

          @Override
          public void received(Source source, int bytes) {
            board.progressed();
            metrics.filled(source, bytes);
          }
        };
  }

  // Whatever ends a worker before its time ends the fill: its piece would be waited for in vain.
  @Override
  public void run() {
    try {
      work();
    } catch (FillFailed e) {
      board.fail(e);
    } catch (IOException e) {
      board.fail(new FillFailed(FillFault.DISK_FAILED, "the disk of the node failed: " + e, e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      board.fail(new FillFailed(FillFault.STOPPED, "interrupted", e));
    } catch (RuntimeException | Error e) {
      board.fail(new FillFailed(FillFault.STOPPED, "a fault in the node: " + e, e));
      throw e;
    } finally {
      if (board.isOver()) {
        sources.close();
      }
    }
  }

  private void work() throws IOException, InterruptedException {
    var claimed = partial.claimed();
    for (int piece = board.take(); piece != PiecePolicy.NONE; piece = board.take()) {
      boolean there = claimed.get(piece) && isStillRight(piece);
      if (!there && !bringIn(piece)) {
        return;
      }
      partial.markVerified(piece);
      board.verified(piece);
    }
  }

  private boolean isStillRight(int piece) throws IOException {
    boolean right = partial.verify(piece);
    if (right) {
      board.progressed();
    } else {
      metrics.pieceRejected();
    }
    return right;
  }

  /**
   * @return false if the fill is over before the piece is there
   */
  private boolean bringIn(int index) throws IOException, InterruptedException {
    var piece = new PieceProgress(partial, index);
    Source wrong = null;
    for (var source = sources.take(null); source != null; source = sources.take(wrong)) {
      switch (client.fetch(source, origin, partial.manifest(), piece, flow)) {
        case Fetched.AllBytes() -> {
          sources.delivered(source);
          if (piece.isRight()) {
            return true;
          }
          wrong = rejected(index, source, wrong);
        }
        case Fetched.Broken(String _) -> sources.failed(source);
        case Fetched.NotYet(var pause) -> sources.notYet(source, pause);
        case Fetched.GoneAtOrigin() -> sources.originGone();
        case Fetched.TokenRefused() -> sources.withdrawOrigin();
      }
    }
    return false;
  }

  private Source rejected(int index, Source source, @Nullable Source wrongBefore)
      throws FillFailed {
    metrics.pieceRejected();
    if (wrongBefore != null) {
      throw new FillFailed(
          FillFault.WRONG_BYTES,
          "piece %d did not match its digest, neither from %s nor from %s"
              .formatted(index, wrongBefore, source));
    }
    return source;
  }
}
