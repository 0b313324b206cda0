package peercache.node.fill;

import java.io.IOException;

/**
 * Something that a fill does on a thread of its own. Whatever ends it before its time ends the
 * fill: what it was to bring would be waited for in vain.
 */
interface FillTask {
  void run() throws IOException, InterruptedException;

  static void run(PieceBoard board, FillTask task) {
    try {
      task.run();
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
    }
  }
}
