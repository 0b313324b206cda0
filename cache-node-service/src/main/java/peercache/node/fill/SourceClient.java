package peercache.node.fill;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.content.ByteRange;
import peercache.content.Manifest;
import peercache.edge.Keyring;

/** Asks origins and other nodes for pieces. Blocks, within bounds. */
final class SourceClient {
  static final String TOKEN_HEADER = "Peercache-Fill-Token";

  private static final int BUFFER = 64 * 1024;

  private final OutboundHttp http;
  private final String bearer;
  private final FillProperties properties;

  SourceClient(OutboundHttp http, Keyring keyring, FillProperties properties) {
    this.http = http;
    this.bearer = keyring.network().toBearer();
    this.properties = properties;
  }

  /**
   * Brings in what is missing of a piece.
   *
   * @throws IOException if this node's own disk fails; whatever the source does is an answer
   */
  Fetched fetch(Source source, OriginId origin, Manifest manifest, PieceProgress piece, Flow flow)
      throws IOException {
    var range = new ByteRange(piece.position(), piece.position() + piece.missing() - 1);
    var request = request(uri(source, origin, manifest.id()));
    request.idleTimeout(millis(patience(source)), TimeUnit.MILLISECONDS);
    request.headers(headers -> {
      headers.put(HttpHeader.RANGE, "bytes=" + range.first() + "-" + range.last());
      if (source instanceof Source.Origin(URI _, Long token) && token != null) {
        headers.put(TOKEN_HEADER, token);
      }
    });
    var account = flow.begins(source, cause -> abort(request, cause));
    try (account;
        var listener = new InputStreamResponseListener()) {
      request.send(listener);
      var response = listener.get(millis(properties.giveUpAfter()), TimeUnit.MILLISECONDS);
      var refusal = refusal(response, source, range.contentRange(manifest.size()));
      return refusal != null ? refusal : receive(listener.getInputStream(), source, piece, flow);
    } catch (ExecutionException | TimeoutException e) {
      return new Fetched.Broken(root(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Fetched.Broken("interrupted");
    }
  }

  private static Fetched receive(InputStream input, Source source, PieceProgress piece, Flow flow)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    while (true) {
      int count;
      try {
        count = input.read(buffer);
      } catch (IOException e) {
        return new Fetched.Broken(root(e));
      }
      if (count < 0) {
        return piece.missing() == 0
            ? new Fetched.AllBytes()
            : new Fetched.Broken("the body ended too early");
      }
      if (count > piece.missing()) {
        return new Fetched.Broken("the body is longer than what was asked for");
      }
      piece.accept(buffer, count);
      flow.received(source, count);
    }
  }

  private static void abort(Request request, Throwable cause) {
    var _ = request.abort(cause); // false if it was over already
  }

  private static @Nullable Fetched refusal(Response response, Source source, String contentRange) {
    int status = response.getStatus();
    boolean origin = source instanceof Source.Origin;
    return switch (status) {
      case 206 ->
          contentRange.equals(response.getHeaders().get(HttpHeader.CONTENT_RANGE))
              ? null
              : new Fetched.Broken("it sent another range than was asked for");
      case 404, 410 ->
          origin ? new Fetched.GoneAtOrigin() : new Fetched.Broken("it does not have it");
      case 409 -> origin ? new Fetched.TokenRefused() : new Fetched.Broken("it answered 409");
      case 429, 503 -> new Fetched.NotYet();
      default -> new Fetched.Broken("it answered " + status);
    };
  }

  private static URI uri(Source source, OriginId origin, VersionId id) {
    return switch (source) {
      case Source.Origin(URI base, Long _) -> URI.create(base + "/versions/" + id);
      case Source.Peer(NodeId _, URI base, HolderState state) ->
          URI.create(base + "/origins/" + origin + "/versions/" + id + "/piece");
    };
  }

  /**
   * A node that is filling sends a piece once all of it is there, which takes as long as its own
   * source needs for as many as it has in flight. The registry names it only while it makes
   * progress.
   */
  private Duration patience(Source source) {
    return source instanceof Source.Peer(NodeId id, URI base, HolderState state)
            && state == HolderState.FILLING
        ? properties.giveUpAfter().dividedBy(2)
        : properties.stallTimeout();
  }

  private Request request(URI uri) {
    return http.client()
        .newRequest(uri)
        .headers(headers -> headers.put(HttpHeader.AUTHORIZATION, bearer))
        .idleTimeout(millis(properties.stallTimeout()), TimeUnit.MILLISECONDS);
  }

  private static long millis(Duration duration) {
    return duration.toMillis();
  }

  /** What happened first, in words for a log. */
  private static String root(Throwable fault) {
    var root = fault;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }
}
