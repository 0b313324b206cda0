package peercache.node.fill;

import java.util.function.Consumer;

/** Told what flows into a fill while a piece is fetched. */
interface Flow {
  /** Ends one request's account; throws nothing. */
  interface Account extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * A request begins.
   *
   * @param abort ends it at once, if the source is not wanted any more
   */
  Account begins(Source source, Consumer<Throwable> abort);

  /** So many bytes more were written. */
  void received(Source source, int bytes);
}
