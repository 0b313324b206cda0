package peercache.node.intermediary;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import peercache.node.content.CurrentVersion;
import peercache.node.content.CurrentVersions;
import peercache.node.origins.OriginDirectory;

/**
 * Asks an origin which version a file has, for no longer than a caller should wait for a redirect.
 */
final class VersionLookUp {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private final OriginDirectory origins;
  private final HttpClient http;

  VersionLookUp(OriginDirectory origins, HttpClient http) {
    this.origins = origins;
    this.http = http;
  }

  CurrentVersion ask(CurrentVersions.File file) {
    return origins
        .baseUri(file.origin())
        .map(base -> ask(URI.create(base + "/files/" + file.path().toUriPath() + "?direct")))
        .orElseGet(() -> new CurrentVersion.Away(false));
  }

  private CurrentVersion ask(URI uri) {
    var head = HttpRequest.newBuilder(uri).HEAD().timeout(TIMEOUT).build();
    try {
      var answer = http.send(head, HttpResponse.BodyHandlers.discarding());
      var headers = answer.headers();
      return CurrentVersion.of(
          answer.statusCode(),
          headers.firstValue("ETag").orElse(null),
          headers.firstValueAsLong("Content-Length").orElse(-1));
    } catch (HttpTimeoutException e) {
      return new CurrentVersion.Away(true);
    } catch (IOException e) {
      return new CurrentVersion.Away(false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new CurrentVersion.Away(false);
    }
  }
}
