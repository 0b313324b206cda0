package peercache.node.content;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.NodeId;
import peercache.content.Body;
import peercache.content.ByteRange;
import peercache.content.ContentResponse;
import peercache.content.NoBody;
import peercache.content.PacedBody;
import peercache.content.RangeSelection;
import peercache.content.Representation;
import peercache.edge.hotpath.EncodedHead;
import peercache.edge.hotpath.PlainAnswer;
import peercache.node.fill.FillStream;
import peercache.node.limits.Limits;
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
  private final Limits limits;
  private final NodeMetrics metrics;
  private final Clock clock;

  /**
   * @param forAnySite what answers that are stored for ever say to pages of other sites
   */
  VersionAnswers(
      NodeId node,
      @Nullable HttpField forAnySite,
      Limits limits,
      NodeMetrics metrics,
      Clock clock) {
    this.limits = limits;
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
        Representation.contentType(hit.path().fileName()),
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
    var fields = new ArrayList<>(ofThisNode(hit.status(), hit.freshness()));
    var type = Representation.contentType(hit.path().fileName());
    fields.addAll(version.representation().fieldsOfWhole(type));
    return EncodedHead.of(200, fields);
  }

  /** What the node says of its own part in an answer. */
  private List<HttpField> ofThisNode(HttpField status, HttpField freshness) {
    return forAnySite != null && freshness.equals(FOREVER)
        ? List.of(status, freshness, via, forAnySite)
        : List.of(status, freshness, via);
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
    var body = stream.body(asked(exchange, stream.representation().size()));
    send(exchange, stream.representation(), body, type, freshness, peer, status);
  }

  /** What the caller wants of it, as far as its request says; it may read more. */
  private static List<ByteRange> asked(Exchange exchange, long size) {
    if (exchange.isHead() || size == 0) {
      return List.of();
    }
    String range = exchange.request().getHeaders().get(HttpHeader.RANGE);
    return switch (RangeSelection.of(range, size)) {
      case RangeSelection.Whole() -> List.of(new ByteRange(0, size - 1));
      case RangeSelection.Parts(List<ByteRange> ranges) -> ranges;
      case RangeSelection.Unsatisfiable() -> List.of();
    };
  }

  /** The answer to {@code HEAD} for a version that is not here. */
  void headersOnly(Exchange exchange, Representation representation, FilePath path) {
    metrics.count(NodeMetrics.Outcome.MISS);
    var type = Representation.contentType(path.fileName());
    send(exchange, representation, NoBody.INSTANCE, type, FOREVER, false, cacheStatus.bypass());
  }

  private void send(
      Exchange exchange,
      Representation representation,
      Body body,
      HttpField contentType,
      HttpField freshness,
      boolean peer,
      HttpField status) {
    ofThisNode(status, freshness).forEach(exchange.response().getHeaders()::put);
    ContentResponse.send(
        exchange.request(),
        exchange.response(),
        exchange.callback(),
        representation,
        contentType,
        peer ? PacedBody.of(body, limits.toPeers(), exchange.request()) : body,
        metrics.served(peer));
  }
}
