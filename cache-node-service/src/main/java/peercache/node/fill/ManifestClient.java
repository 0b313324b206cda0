package peercache.node.fill;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;
import peercache.api.VersionId;
import peercache.content.ManifestSignature;
import peercache.content.SignedManifest;
import peercache.content.Trace;
import peercache.edge.Keyring;

/** Asks origins and other nodes, in the same way, for manifests. Blocks, within bounds. */
final class ManifestClient {
  private final OutboundHttp http;
  private final String bearer;
  private final NodeId node;

  ManifestClient(OutboundHttp http, Keyring keyring, NodeId node) {
    this.http = http;
    this.node = node;
    this.bearer = keyring.network().toBearer();
  }

  /**
   * @param timeout for the whole of it: a manifest is small
   */
  ManifestAnswer ask(URI baseUri, VersionId id, Duration timeout) {
    return send(URI.create(baseUri + "/versions/" + id + "/manifest"), id, timeout);
  }

  /** As {@link #ask}; but an origin that gave it to another node just now gives it to none else. */
  ManifestAnswer askEarly(URI origin, VersionId id, Duration timeout) {
    return send(URI.create(origin + "/versions/" + id + "/manifest?early"), id, timeout);
  }

  private ManifestAnswer send(URI uri, VersionId id, Duration timeout) {
    var request =
        http.client()
            .newRequest(uri)
            .headers(headers -> {
              headers.put(HttpHeader.AUTHORIZATION, bearer);
              headers.put(SourceClient.NODE_HEADER, node.value());
              Trace.tell(headers::put);
            })
            .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    try (var listener = new InputStreamResponseListener()) {
      request.send(listener);
      var response = listener.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return switch (response.getStatus()) {
        case 200 ->
            read(
                id,
                listener.getInputStream().readNBytes(SignedManifest.MAX_BYTES + 1),
                response.getHeaders().get(ManifestSignature.HEADER));
        case 404, 410 -> new ManifestAnswer.NotThere();
        case 503 -> new ManifestAnswer.NotYet();
        default -> new ManifestAnswer.Failed("it answered " + response.getStatus());
      };
    } catch (IOException | ExecutionException | TimeoutException e) {
      return new ManifestAnswer.Failed(root(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ManifestAnswer.Failed("interrupted");
    }
  }

  private static ManifestAnswer read(VersionId id, byte[] json, @Nullable String signature) {
    try {
      var signed = SignedManifest.parse(json, ManifestSignature.parse(signature).orElse(null));
      return id.equals(signed.manifest().id())
          ? new ManifestAnswer.Given(signed)
          : new ManifestAnswer.Unusable("it sent another version's manifest");
    } catch (IllegalArgumentException e) {
      return new ManifestAnswer.Unusable("what it sent cannot be read");
    }
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
