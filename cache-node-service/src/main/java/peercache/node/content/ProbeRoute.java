package peercache.node.content;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.springframework.stereotype.Component;
import peercache.edge.Keyring;
import peercache.edge.NodeProof;
import peercache.node.membership.NodeIdentity;

/**
 * Shows which run of which node this is, and that bytes get from here to whoever asks. Never
 * blocks.
 */
@Component
final class ProbeRoute {
  private final Keyring keyring;
  private final NodeIdentity node;

  ProbeRoute(Keyring keyring, NodeIdentity node) {
    this.keyring = keyring;
    this.node = node;
  }

  void answer(Exchange exchange, String nonce) {
    var headers = exchange.response().getHeaders();
    String id = node.id().value();
    headers.put(NodeProof.NODE, id);
    headers.put(NodeProof.INCARNATION, Long.toString(node.incarnation()));
    headers.put(NodeProof.PROOF, NodeProof.of(keyring.network(), nonce, id, node.incarnation()));
    headers.put(HttpHeader.CONTENT_TYPE, "text/plain");
    headers.put(HttpHeader.CONTENT_LENGTH, NodeProof.BODY_BYTES);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    var body = exchange.isHead() ? ByteBuffer.allocate(0) : ByteBuffer.wrap(NodeProof.body(nonce));
    exchange.response().write(true, body, exchange.callback());
  }
}
