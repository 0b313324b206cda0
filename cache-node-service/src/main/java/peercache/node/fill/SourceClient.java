package peercache.node.fill;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;
import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.content.ByteRange;
import peercache.content.Manifest;
import peercache.content.Trace;
import peercache.edge.Keyring;
import peercache.node.exchange.PieceAsk;
import peercache.node.exchange.PieceJson;
import peercache.node.limits.Intake;
import peercache.node.membership.NodeIdentity;
import peercache.node.source.ResponseHead;
import peercache.node.source.SourceConnection;
import peercache.node.source.SourceConnections;

/** Asks origins and other nodes for pieces. Blocks, within bounds. */
final class SourceClient {
  static final String TOKEN_HEADER = "Peercache-Fill-Token";
  static final String LEADER_HEADER = "Peercache-Fill-Leader";
  static final String NODE_HEADER = "Peercache-Node";

  /** Where other nodes reach this one: an origin names it to those that cannot ask the registry. */
  static final String NODE_URI_HEADER = "Peercache-Node-Uri";

  private static final int MAX_OFFERS_BYTES = 512 * 1024;

  private final SourceConnections connections;
  private final String bearer;
  private final NodeIdentity node;
  private final Intake intake;
  private final FillProperties properties;

  SourceClient(
      SourceConnections connections,
      Keyring keyring,
      NodeIdentity node,
      Intake intake,
      FillProperties properties) {
    this.connections = connections;
    this.bearer = keyring.network().toBearer();
    this.node = node;
    this.intake = intake;
    this.properties = properties;
  }

  /** Asks another node what may be fetched from it; waits for as long as the ask says. */
  Asked ask(Source.Peer peer, VersionId id, PieceAsk ask) throws InterruptedException {
    byte[] body = PieceJson.write(ask);
    String head =
        head("POST", peer.baseUri(), "/versions/" + id + "/pieces")
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    var patience = properties.connectTimeout().plusMillis(ask.waitMillis());
    try {
      return connections.exchange(
          peer.baseUri(), patience, connection -> {}, connection -> asked(connection, head, body));
    } catch (IOException | IllegalArgumentException e) {
      return new Asked.Failed(root(e));
    }
  }

  private static Asked asked(SourceConnection connection, String head, byte[] body)
      throws IOException {
    var start = head.getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = new byte[start.length + body.length];
    System.arraycopy(start, 0, request, 0, start.length);
    System.arraycopy(body, 0, request, start.length, body.length);
    int status = connection.send(request).status();
    byte[] answer = connection.body(MAX_OFFERS_BYTES);
    return switch (status) {
      case 200 -> new Asked.Answered(PieceJson.readOffers(answer));
      case 404 -> new Asked.HasNothing();
      case 429, 503 -> new Asked.Busy();
      default -> new Asked.Failed("it answered " + status);
    };
  }

  /**
   * Brings in what is missing of a piece; asks nobody if nothing is: who was given up may have got
   * the last byte before it heard of that.
   *
   * @throws IOException if this node's own disk fails; whatever the source does is an answer
   */
  Fetched fetch(Source source, OriginId origin, Manifest manifest, PieceProgress piece, Flow flow)
      throws IOException, InterruptedException {
    if (piece.missing() == 0) {
      return new Fetched.AllBytes();
    }
    var range = new ByteRange(piece.position(), piece.position() + piece.missing() - 1);
    byte[] request = request(source, origin, manifest.id(), range);
    try {
      return connections.exchange(
          source.baseUri(),
          properties.stallTimeout(),
          flow::uses,
          connection -> {
            var refusal =
                refusal(connection.send(request), source, range.contentRange(manifest.size()));
            return refusal != null ? refusal : receive(connection, source, piece, flow);
          });
    } catch (DiskFailed e) {
      throw e.failure;
    } catch (IOException e) {
      return new Fetched.Broken(root(e));
    } finally {
      flow.ends();
    }
  }

  /** Tells this node's own failing disk from a source that fails. */
  private static final class DiskFailed extends IOException {
    private static final long serialVersionUID = 1L;
    private final IOException failure;

    DiskFailed(IOException failure) {
      super(failure);
      this.failure = failure;
    }
  }

  private byte[] request(Source source, OriginId origin, VersionId id, ByteRange range) {
    var head = new StringBuilder(head("GET", source.baseUri(), path(source, origin, id)));
    head.append("Range: bytes=").append(range.first()).append('-').append(range.last());
    if (source instanceof Source.Origin(URI _, NodeId leader, Long token)) {
      head.append("\r\n").append(NODE_URI_HEADER).append(": ").append(node.uriForServices());
      if (token != null) {
        head.append("\r\n").append(TOKEN_HEADER).append(": ").append(token.longValue());
      } else if (leader != null) {
        head.append("\r\n").append(LEADER_HEADER).append(": ").append(leader);
      }
    }
    return head.append("\r\n\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Up to where an exchange adds its own fields. */
  private String head(String method, URI base, String path) {
    String trace = Trace.parent();
    return method
        + " "
        + base.getRawPath()
        + path
        + " HTTP/1.1\r\nHost: "
        + base.getRawAuthority()
        + "\r\nAuthorization: "
        + bearer
        + "\r\n"
        + NODE_HEADER
        + ": "
        + node.id()
        + "\r\nUser-Agent: peercache-node\r\n"
        + (trace == null ? "" : Trace.HEADER + ": " + trace + "\r\n");
  }

  private Fetched receive(
      SourceConnection connection, Source source, PieceProgress piece, Flow flow)
      throws IOException, InterruptedException {
    if (connection.left() > piece.missing()) {
      return new Fetched.Broken("the body is longer than what was asked for");
    }
    while (connection.left() > 0) {
      int count = connection.receive(piece.room(), intake.chunk(Blocks.BYTES));
      try {
        piece.accept(count);
      } catch (IOException e) {
        throw new DiskFailed(e);
      }
      flow.received(source, count);
      intake.received(count);
      connection.touch();
    }
    return piece.missing() == 0
        ? new Fetched.AllBytes()
        : new Fetched.Broken("the body ended too early");
  }

  private @Nullable Fetched refusal(ResponseHead head, Source source, String contentRange) {
    int status = head.status();
    boolean origin = source instanceof Source.Origin;
    return switch (status) {
      case 206 ->
          contentRange.equals(head.field("content-range"))
              ? null
              : new Fetched.Broken("it sent another range than was asked for");
      case 404, 410 ->
          origin ? new Fetched.GoneAtOrigin() : new Fetched.Broken("it does not have it");
      case 409 -> origin ? new Fetched.TokenRefused() : new Fetched.Broken("it answered 409");
      case 429, 503 -> new Fetched.NotYet(pause(head, origin));
      default -> new Fetched.Broken("it answered " + status);
    };
  }

  private Duration pause(ResponseHead head, boolean origin) {
    return PausePolicy.pause(
        head.status(), head.field("retry-after"), origin, properties.giveUpAfter());
  }

  private static String path(Source source, OriginId origin, VersionId id) {
    return switch (source) {
      case Source.Origin _ -> "/versions/" + id;
      case Source.Peer _ -> "/origins/" + origin + "/versions/" + id + "/piece";
    };
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
