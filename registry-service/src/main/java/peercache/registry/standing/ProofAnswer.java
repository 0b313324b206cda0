package peercache.registry.standing;

import org.eclipse.jetty.client.Response;
import org.jspecify.annotations.Nullable;
import peercache.api.NodeId;
import peercache.edge.Key;
import peercache.edge.NodeProof;
import peercache.registry.standing.Check.Outcome;

/** Whether an answer shows that the run of the node that was asked for gave it. */
final class ProofAnswer {
  private ProofAnswer() {}

  static Outcome judge(
      Check check, Response response, byte @Nullable [] body, Key network, String nonce) {
    var headers = response.getHeaders();
    String node = headers.get(NodeProof.NODE);
    String incarnation = headers.get(NodeProof.INCARNATION);
    String proof = headers.get(NodeProof.PROOF);
    if (response.getStatus() != 200 || node == null || incarnation == null || proof == null) {
      return new Outcome.Failed(
          "at %s answers something that is no node of this version (status %d)"
              .formatted(check.baseUri(), response.getStatus()));
    }
    if (!NodeId.isNodeId(node) || !incarnation.matches("[0-9]{1,18}")) {
      return new Outcome.Failed("at %s answers no node".formatted(check.baseUri()));
    }
    long run = Long.parseLong(incarnation);
    if (!NodeProof.proves(proof, network, nonce, node, run)) {
      return new Outcome.Failed(
          "what answers at %s does not know the network's key".formatted(check.baseUri()));
    }
    if (!node.equals(check.node().value())) {
      return new Outcome.Failed("at %s answers node %s".formatted(check.baseUri(), node));
    }
    if (run != check.incarnation()) {
      return new Outcome.Failed(
          "at %s answers incarnation %d of the node, not %d"
              .formatted(check.baseUri(), run, check.incarnation()));
    }
    return body != null && NodeProof.isBody(body, nonce)
        ? new Outcome.Passed()
        : new Outcome.Failed("its probe did not have the right bytes");
  }
}
