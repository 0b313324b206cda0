package peercache.registry.standing;

import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import peercache.api.VersionId;
import peercache.registry.standing.Check.Outcome;

/** Whether an answer is the range of the version that was asked for. */
final class RangeAnswer {
  private RangeAnswer() {}

  static Outcome judge(VersionId version, int length, Response response, byte @Nullable [] body) {
    int status = response.getStatus();
    if (status == 429) {
      return new Outcome.Passed(); // it sends as much to other nodes as it may
    }
    if (status != 206 && status != 200) {
      return new Outcome.Failed(
          "asked for %s, which it says it holds, it answers %d".formatted(version, status));
    }
    String tag = response.getHeaders().get(HttpHeader.ETAG);
    if (!("\"sha-256-" + version.hex() + "\"").equals(tag)) {
      return new Outcome.Failed("asked for %s it sends something else".formatted(version));
    }
    return body != null && body.length == length
        ? new Outcome.Passed()
        : new Outcome.Failed("asked for %s it sends too little".formatted(version));
  }
}
