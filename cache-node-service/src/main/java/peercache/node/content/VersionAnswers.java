package peercache.node.content;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.NodeId;
import peercache.content.Body;
import peercache.content.ContentResponse;
import peercache.content.Representation;
import peercache.node.fill.FillStream;
import peercache.node.store.StoredVersion;

/** Sends versions: whole ones, and ones that are being filled. */
final class VersionAnswers {
  /** A version's URL never means other bytes. */
  static final HttpField FOREVER =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "public, max-age=31536000, immutable");

  /** A file's URL may: ask again, with the validators. */
  static final HttpField ASK_AGAIN = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-cache");

  private final CacheStatus cacheStatus;
  private final @Nullable HttpField forAnySite;
  private final NodeMetrics metrics;

  /**
   * @param forAnySite what answers that are stored for ever say to pages of other sites
   */
  VersionAnswers(NodeId node, @Nullable HttpField forAnySite, NodeMetrics metrics) {
    this.forAnySite = forAnySite;
    this.cacheStatus = CacheStatus.of(node);
    this.metrics = metrics;
  }

  CacheStatus cacheStatus() {
    return cacheStatus;
  }

  /** Never blocks; releases the version when it is sent. */
  void hit(
      Exchange exchange, StoredVersion version, FilePath path, HttpField freshness, boolean peer) {
    hit(exchange, version, path, freshness, peer, cacheStatus.hit());
  }

  void stale(Exchange exchange, StoredVersion version, FilePath path) {
    hit(exchange, version, path, ASK_AGAIN, false, cacheStatus.stale());
  }

  private void hit(
      Exchange exchange,
      StoredVersion version,
      FilePath path,
      HttpField freshness,
      boolean peer,
      HttpField status) {
    metrics.count(NodeMetrics.Outcome.HIT);
    var type = version.contentType(path.fileName());
    send(exchange, version.representation(), version.body(), type, freshness, peer, status);
  }

  /** Ends the stream when it is sent. */
  void filling(
      Exchange exchange,
      FillStream stream,
      FilePath path,
      HttpField freshness,
      boolean peer,
      boolean joined) {
    metrics.count(joined ? NodeMetrics.Outcome.FILLING : NodeMetrics.Outcome.MISS);
    var status = joined ? cacheStatus.collapsed() : cacheStatus.miss();
    var type = Representation.contentType(path.fileName());
    send(exchange, stream.representation(), stream.body(), type, freshness, peer, status);
  }

  /** The answer to {@code HEAD} for a version that is not here. */
  void headersOnly(Exchange exchange, Representation representation, FilePath path) {
    metrics.count(NodeMetrics.Outcome.MISS);
    var type = Representation.contentType(path.fileName());
    send(exchange, representation, new NoBody(), type, FOREVER, false, cacheStatus.bypass());
  }

  private void send(
      Exchange exchange,
      Representation representation,
      Body body,
      HttpField contentType,
      HttpField freshness,
      boolean peer,
      HttpField status) {
    var headers = exchange.response().getHeaders();
    headers.add(status);
    headers.add(freshness);
    if (forAnySite != null && freshness.equals(FOREVER)) {
      headers.add(forAnySite);
    }
    ContentResponse.send(
        exchange.request(),
        exchange.response(),
        exchange.callback(),
        representation,
        contentType,
        body,
        metrics.served(peer));
  }

  /** What {@code HEAD} needs of a body. */
  private record NoBody() implements Body {
    @Override
    public long readable(long position) {
      return 0;
    }

    @Override
    public java.nio.ByteBuffer read(long position, int max) {
      throw new IllegalStateException("a HEAD request has no body");
    }

    @Override
    public void close() {}
  }
}
