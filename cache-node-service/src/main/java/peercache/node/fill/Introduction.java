package peercache.node.fill;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.http.HttpHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.api.HolderState;
import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.content.Fillers;
import peercache.edge.Keyring;
import peercache.node.membership.NodeIdentity;
import peercache.node.origins.OriginDirectory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How nodes meet that fill the same version and cannot ask the registry: at its origin. Blocks,
 * within bounds; thread-safe.
 */
final class Introduction {
  private static final Logger log = LoggerFactory.getLogger(Introduction.class);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_BYTES = 128 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final OutboundHttp http;
  private final String bearer;
  private final NodeIdentity node;
  private final OriginDirectory origins;

  Introduction(OutboundHttp http, Keyring keyring, NodeIdentity node, OriginDirectory origins) {
    this.http = http;
    this.bearer = keyring.network().toBearer();
    this.node = node;
    this.origins = origins;
  }

  /**
   * The nodes of which the origin heard lately that they fill the version; it hears of this one
   * now. None if it does not say.
   */
  List<Source.Peer> others(OriginId origin, VersionId id) throws InterruptedException {
    var uri = origins.baseUri(origin);
    return uri.isEmpty() ? List.of() : ask(uri.get(), id);
  }

  private List<Source.Peer> ask(URI origin, VersionId id) throws InterruptedException {
    var request =
        http.client()
            .newRequest(URI.create(origin + "/versions/" + id + "/fillers"))
            .headers(headers -> {
              headers.put(HttpHeader.AUTHORIZATION, bearer);
              headers.put(SourceClient.NODE_HEADER, node.id().value());
              headers.put(SourceClient.NODE_URI_HEADER, node.uriForServices().toString());
            })
            .timeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    try (var listener = new InputStreamResponseListener()) {
      request.send(listener);
      var response = listener.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (response.getStatus() != 200) {
        log.debug("{} names nobody who fills {}: {}", origin, id, response.getStatus());
        return List.of();
      }
      return read(listener.getInputStream().readNBytes(MAX_BYTES));
    } catch (IOException | ExecutionException | TimeoutException | JacksonException e) {
      log.debug("{} names nobody who fills {}: {}", origin, id, e.toString());
      return List.of();
    }
  }

  private List<Source.Peer> read(byte[] json) {
    return JSON.readValue(json, Fillers.class).fillers().stream()
        .filter(one -> !one.id().equals(node.id()))
        .limit(Fillers.MAX)
        .map(one -> new Source.Peer(one.id(), one.uri(), HolderState.FILLING))
        .toList();
  }
}
