package peercache.node.fill;

import peercache.node.source.SourceConnection;

/** Told what flows into a fill while a piece is fetched. */
interface Flow {
  /** A request begins; closing the connection ends it at once. */
  void uses(SourceConnection connection);

  /** The request is over. */
  void ends();

  /** So many bytes more were written. */
  void received(Source source, int bytes);
}
