package peercache.registry.standing;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import org.springframework.boot.http.client.FilteredHostException;
import peercache.edge.Escaped;
import peercache.registry.standing.Check.Outcome;

/** Says in the words of an operator why no answer came. */
final class CallFailures {
  private CallFailures() {}

  static Outcome of(URI baseUri, Throwable failure, long timeoutMillis) {
    return new Outcome.Failed(
        switch (cause(failure)) {
          case FilteredHostException _ ->
              "%s leads to a loopback, link-local, multicast or metadata address, which is not given to anybody; set the node's peercache.node.base-uri to where others reach it, or allow the address with peercache.registry.addresses.allowed"
                  .formatted(baseUri);
          case UnknownHostException _ -> "the name in %s leads nowhere".formatted(baseUri);
          case TimeoutException _, SocketTimeoutException _ ->
              "%s does not answer within %d ms".formatted(baseUri, timeoutMillis);
          case ConnectException _ -> "nothing answers at %s".formatted(baseUri);
          case Throwable other ->
              "%s does not answer: %s".formatted(baseUri, Escaped.of(other.toString()));
        });
  }

  private static Throwable cause(Throwable failure) {
    var cause = failure;
    for (int depth = 0; depth < 10 && cause.getCause() != null && isWrapping(cause); depth++) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static boolean isWrapping(Throwable failure) {
    return !(failure instanceof FilteredHostException
        || failure instanceof UnknownHostException
        || failure instanceof TimeoutException
        || failure instanceof SocketTimeoutException
        || failure instanceof ConnectException);
  }
}
