package peercache.node.content;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.springframework.stereotype.Component;
import peercache.api.VersionId;
import peercache.content.ManifestSignature;
import peercache.content.SignedManifest;
import peercache.node.fill.Fills;
import peercache.node.store.VersionStore;

/** Passes on what an origin said and signed, to nodes that need not trust this one. */
@Component
final class ManifestRoute {
  private final VersionStore store;
  private final Fills fills;

  ManifestRoute(VersionStore store, Fills fills) {
    this.store = store;
    this.fills = fills;
  }

  /** Reads the disk. */
  void answer(Exchange exchange, VersionId id) {
    boolean running = fills.isRunning(id); // looked at first: a fill ends with a manifest kept
    var manifest = store.manifest(id);
    var signature = manifest.flatMap(SignedManifest::signature);
    if (signature.isPresent()) {
      send(exchange, manifest.get().json(), signature.get());
    } else if (manifest.isPresent()) {
      exchange.answer(Problems.notSigned(id));
    } else {
      exchange.answer(running ? Problems.manifestNotHereYet() : Problems.noManifest(id));
    }
  }

  private static void send(Exchange exchange, byte[] json, ManifestSignature signature) {
    var headers = exchange.response().getHeaders();
    headers.put(ManifestSignature.HEADER, signature.field());
    headers.put(HttpHeader.CONTENT_TYPE, "application/json");
    headers.put(HttpHeader.CONTENT_LENGTH, json.length);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    exchange
        .response()
        .write(
            true,
            exchange.isHead() ? ByteBuffer.allocate(0) : ByteBuffer.wrap(json),
            exchange.callback());
  }
}
