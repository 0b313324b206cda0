package peercache.registry.standing;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import peercache.edge.Key;
import peercache.edge.NodeProof;
import peercache.registry.standing.Check.Outcome;

/**
 * Asks nodes for bytes over HTTP. Whom it does not know yet, or who holds nothing, is asked who it
 * is; who holds something is asked for a range of it, as another node would. Thread-safe.
 */
final class NodeCalls {
  /** Of a version: more than fits into one packet. */
  static final int RANGE_BYTES = 16 * 1024;

  private final SecureRandom random = new SecureRandom();
  private final HttpClient client;
  private final Key network;
  private final long timeoutMillis;

  /**
   * @param client connects to none but accepted addresses, and follows no redirects
   */
  NodeCalls(HttpClient client, Key network, long timeoutMillis) {
    this.client = client;
    this.network = network;
    this.timeoutMillis = timeoutMillis;
  }

  /** Completes within the timeout, or little later, and never exceptionally. */
  CompletableFuture<Outcome> make(Check check) {
    var outcome = new CompletableFuture<Outcome>();
    try {
      if (check.proven() && check.held().isPresent()) {
        askForVersion(check, check.held().get(), outcome);
      } else {
        askWho(check, outcome);
      }
    } catch (RuntimeException e) { // a URI that is none to the client
      outcome.complete(CallFailures.of(check.baseUri(), e, timeoutMillis));
    }
    return outcome;
  }

  private void askWho(Check check, CompletableFuture<Outcome> outcome) {
    byte[] drawn = new byte[16];
    random.nextBytes(drawn);
    String nonce = HexFormat.of().formatHex(drawn);
    send(
        check,
        request(check, NodeProof.PATH + nonce),
        NodeProof.BODY_BYTES,
        outcome,
        (response, body) -> ProofAnswer.judge(check, response, body, network, nonce));
  }

  private void askForVersion(Check check, Check.Held held, CompletableFuture<Outcome> outcome) {
    int length = (int) Math.min(held.size(), RANGE_BYTES);
    long start = random.nextLong(held.size() - length + 1);
    var request =
        request(check, "/origins/registry/versions/" + held.version().hex() + "/check")
            .headers(fields ->
                fields
                    .put(HttpHeader.RANGE, "bytes=" + start + "-" + (start + length - 1))
                    .put(HttpHeader.AUTHORIZATION, network.toBearer()));
    send(
        check,
        request,
        length,
        outcome,
        (response, body) -> RangeAnswer.judge(held.version(), length, response, body));
  }

  private Request request(Check check, String path) {
    return client.newRequest(check.baseUri() + path).timeout(timeoutMillis, TimeUnit.MILLISECONDS);
  }

  /** Reads an answer. */
  private interface Reading {
    Outcome of(Response response, byte[] body);
  }

  private void send(
      Check check,
      Request request,
      int maxBytes,
      CompletableFuture<Outcome> outcome,
      Reading reading) {
    request.send(
        new BufferingResponseListener(maxBytes) {
          @Override
          public void onComplete(Result result) {
            outcome.complete(
                result.isSucceeded()
                    ? reading.of(result.getResponse(), getContent())
                    : CallFailures.of(check.baseUri(), result.getFailure(), timeoutMillis));
          }
        });
  }
}
