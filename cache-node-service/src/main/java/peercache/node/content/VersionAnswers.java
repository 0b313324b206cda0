package peercache.node.content;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Clock;
import java.util.ArrayList;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.NodeId;
import peercache.content.Body;
import peercache.content.ContentResponse;
import peercache.content.Representation;
import peercache.edge.hotpath.EncodedHead;
import peercache.edge.hotpath.PlainAnswer;
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
  private final HttpField via;
  private final @Nullable HttpField forAnySite;
  private final NodeMetrics metrics;
  private final Clock clock;

  /**
   * @param forAnySite what answers that are stored for ever say to pages of other sites
   */
  VersionAnswers(NodeId node, @Nullable HttpField forAnySite, NodeMetrics metrics, Clock clock) {
    this.forAnySite = forAnySite;
    this.cacheStatus = CacheStatus.of(node);
    this.via = new PreEncodedHttpField(HttpHeader.VIA, "1.1 " + node);
    this.metrics = metrics;
    this.clock = clock;
  }

  CacheStatus cacheStatus() {
    return cacheStatus;
  }

  /** To a version's URL. */
  Hit held(StoredVersion version, FilePath path) {
    long age = Math.max(0, clock.millis() / 1000 - version.storedSecond());
    return new Hit(version, path, FOREVER, cacheStatus.hit(), age);
  }

  /** To a file's URL: its origin named this version. */
  Hit confirmed(StoredVersion version, FilePath path, long ageNanos) {
    return new Hit(version, path, ASK_AGAIN, cacheStatus.hit(), NANOSECONDS.toSeconds(ageNanos));
  }

  /** To a file's URL, while its origin cannot say whether it is still so. */
  Hit stale(StoredVersion version, FilePath path, long ageNanos) {
    return new Hit(version, path, ASK_AGAIN, cacheStatus.stale(), NANOSECONDS.toSeconds(ageNanos));
  }

  /**
   * Never blocks; releases the version when it is sent.
   *
   * @param peer whether another node asks
   */
  void hit(Exchange exchange, Hit hit, boolean peer) {
    metrics.count(NodeMetrics.Outcome.HIT);
    var version = hit.version();
    exchange
        .response()
        .getHeaders()
        .add(new HttpField.LongValueHttpField(HttpHeader.AGE, hit.age()));
    send(
        exchange,
        version.representation(),
        version.body(),
        version.contentType(hit.path().fileName()),
        hit.freshness(),
        peer,
        hit.status());
  }

  /** The same answer to a plain request. */
  PlainAnswer plain(Hit hit) {
    metrics.count(NodeMetrics.Outcome.HIT);
    var version = hit.version();
    return new PlainAnswer(
        version.head(hit.path().fileName(), hit.freshness(), () -> encode(hit)),
        hit.age(),
        version.body(),
        metrics.served(false));
  }

  private EncodedHead encode(Hit hit) {
    var version = hit.version();
    var fields = new ArrayList<HttpField>();
    fields.add(hit.status());
    fields.add(hit.freshness());
    fields.add(via);
    if (forAnySite != null && hit.freshness().equals(FOREVER)) {
      fields.add(forAnySite);
    }
    fields.addAll(version.representation().fields());
    fields.add(version.contentType(hit.path().fileName()));
    fields.add(new HttpField.LongValueHttpField(HttpHeader.CONTENT_LENGTH, version.size()));
    return EncodedHead.of(200, fields);
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
    headers.put(via);
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
