package peercache.node.content;

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
      exchange.response().getHeaders().put(ManifestSignature.HEADER, signature.get().field());
      exchange.answer(manifest.get().json());
    } else if (manifest.isPresent()) {
      exchange.answer(Problems.notSigned(id));
    } else {
      exchange.answer(running ? Problems.manifestNotHereYet() : Problems.noManifest(id));
    }
  }
}
