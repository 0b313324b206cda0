package peercache.node.content;

import peercache.api.OriginId;
import peercache.api.VersionId;
import peercache.content.Problem;

/** The problem answers of this node. */
final class Problems {
  private Problems() {}

  static Problem badPath(String detail) {
    return Problem.of(400, "bad-path", "Bad Request", detail);
  }

  static Problem methodNotAllowed(String method) {
    return Problem.of(
        405, "method-not-allowed", "Method Not Allowed", method + " is not for this URL");
  }

  static Problem unknownOrigin(OriginId origin) {
    return Problem.of(404, "unknown-origin", "Not Found", "no origin is known as '" + origin + "'");
  }

  static Problem notHeld(VersionId id) {
    return Problem.of(404, "not-held", "Not Found", "this node neither holds nor fills " + id);
  }

  static Problem fullOfPeers() {
    return Problem.of(
            429,
            "too-many-reads",
            "Too Many Requests",
            "this node sends as much to other nodes as it may")
        .retryAfter(1);
  }

  static Problem noManifest(VersionId id) {
    return Problem.of(404, "no-manifest", "Not Found", "this node has no manifest of " + id);
  }

  static Problem notSigned(VersionId id) {
    return Problem.of(
        404, "no-manifest", "Not Found", "the origin did not sign the manifest of " + id);
  }

  static Problem manifestNotHereYet() {
    return Problem.of(
            503, "manifest-not-here-yet", "Service Unavailable", "the fill has just begun")
        .retryAfter(1);
  }

  /**
   * @param status what the origin answered, 400 to 499
   */
  static Problem fromOrigin(int status) {
    return status == 404
        ? Problem.of(404, "file-not-found", "Not Found", "the origin has no such file")
        : Problem.of(status, "refused-by-origin", "Refused by the origin", "it said " + status);
  }

  static Problem originAway(boolean tooLate) {
    return tooLate
        ? Problem.of(504, "origin-timeout", "Gateway Timeout", "the origin does not answer")
            .retryAfter(5)
        : Problem.of(502, "origin-away", "Bad Gateway", "the origin cannot be reached")
            .retryAfter(5);
  }

  static Problem badAsk() {
    return Problem.of(
        400, "bad-ask", "Bad Request", "the body is no ask for pieces, or larger than 512 KiB");
  }

  static Problem mistakenAsk(VersionId id, int pieces) {
    return Problem.of(
        400, "bad-ask", "Bad Request", "%s does not have %d pieces".formatted(id, pieces));
  }

  static Problem tooManyAsks() {
    return Problem.of(
            503, "too-many-asks", "Service Unavailable", "the fill has just begun, or many ask")
        .retryAfter(1);
  }
}
