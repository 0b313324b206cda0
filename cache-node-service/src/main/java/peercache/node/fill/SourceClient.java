package peercache.node.fill;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import peercache.api.HolderState;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.content.ByteRange;
import peercache.content.Manifest;
import peercache.edge.Keyring;
import peercache.node.exchange.PieceAsk;
import peercache.node.exchange.PieceOffers;
import peercache.node.limits.Intake;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks origins and other nodes for pieces. Blocks, within bounds. */
final class SourceClient {
  static final String TOKEN_HEADER = "Peercache-Fill-Token";
  static final String NODE_HEADER = "Peercache-Node";

  private static final int BUFFER = 64 * 1024;
  private static final JsonMapper JSON = new JsonMapper();

  private final OutboundHttp http;
  private final String bearer;
  private final NodeId node;
  private final Intake intake;
  private final FillProperties properties;

  SourceClient(
      OutboundHttp http, Keyring keyring, NodeId node, Intake intake, FillProperties properties) {
    this.node = node;
    this.intake = intake;
    this.http = http;
    this.bearer = keyring.network().toBearer();
    this.properties = properties;
  }

  /** Asks another node what may be fetched from it; waits for as long as the ask says. */
  Asked ask(Source.Peer peer, VersionId id, PieceAsk ask) throws InterruptedException {
    long patience = ask.waitMillis() + millis(properties.connectTimeout());
    var request =
        request(URI.create(peer.baseUri() + "/versions/" + id + "/pieces"))
            .method(HttpMethod.POST)
            // An ask may be left open for long: it must not keep pieces from coming.
            .tag("ask")
            .timeout(patience, TimeUnit.MILLISECONDS)
            .body(new BytesRequestContent("application/json", JSON.writeValueAsBytes(ask)));
    try {
      var response = request.send();
      return switch (response.getStatus()) {
        case 200 -> new Asked.Answered(JSON.readValue(response.getContent(), PieceOffers.class));
        case 429, 503 -> new Asked.Busy();
        default -> new Asked.Failed("it answered " + response.getStatus());
      };
    } catch (ExecutionException | TimeoutException | JacksonException e) {
      return new Asked.Failed(root(e));
    }
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

  private Fetched receive(InputStream input, Source source, PieceProgress piece, Flow flow)
      throws IOException, InterruptedException {
    byte[] buffer = new byte[BUFFER];
    while (true) {
      int count;
      try {
        count = input.read(buffer, 0, intake.chunk(BUFFER));
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
      intake.received(count);
    }
  }

  private static void abort(Request request, Throwable cause) {
    var _ = request.abort(cause); // false if it was over already
  }

  private @Nullable Fetched refusal(Response response, Source source, String contentRange) {
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
      case 429, 503 ->
          new Fetched.NotYet(
              PausePolicy.pause(status, retryAfter(response), origin, properties.giveUpAfter()));
      default -> new Fetched.Broken("it answered " + status);
    };
  }

  private static @Nullable String retryAfter(Response response) {
    return response.getHeaders().get(HttpHeader.RETRY_AFTER);
  }

  private static URI uri(Source source, OriginId origin, VersionId id) {
    return switch (source) {
      case Source.Origin(URI base, Long _) -> URI.create(base + "/versions/" + id);
      case Source.Peer(NodeId _, URI base, HolderState _) ->
          URI.create(base + "/origins/" + origin + "/versions/" + id + "/piece");
    };
  }

  private Request request(URI uri) {
    return http.client()
        .newRequest(uri)
        .headers(headers -> {
          headers.put(HttpHeader.AUTHORIZATION, bearer);
          headers.put(NODE_HEADER, node.value());
        })
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
