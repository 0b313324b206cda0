package peercache.node.intermediary;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import peercache.api.FilePath;
import peercache.api.HeldVersion;
import peercache.content.Validators;

/**
 * Which version a file has at the moment, as its origin says; believed for a second, asked once for
 * all who want to know.
 */
final class CurrentVersions {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int MAX_REMEMBERED = 10_000;

  private final HttpClient http;
  private final Executor blocking;
  private final AsyncCache<URI, Optional<HeldVersion>> fresh =
      Caffeine.newBuilder().expireAfterWrite(FRESH).maximumSize(MAX_REMEMBERED).buildAsync();

  CurrentVersions(HttpClient http, Executor blocking) {
    this.http = http;
    this.blocking = blocking;
  }

  /**
   * @return empty if the origin does not answer, has no such file, or gives it no name yet
   */
  Optional<HeldVersion> find(URI originBase, FilePath path) {
    var uri = URI.create(originBase + "/files/" + path.toUriPath() + "?direct");
    return fresh
        .get(uri, (key, executor) -> CompletableFuture.supplyAsync(() -> ask(key), blocking))
        .join();
  }

  private Optional<HeldVersion> ask(URI uri) {
    var head = HttpRequest.newBuilder(uri).HEAD().timeout(TIMEOUT).build();
    try {
      var answer = http.send(head, HttpResponse.BodyHandlers.discarding());
      var headers = answer.headers();
      var size = headers.firstValueAsLong("Content-Length");
      return answer.statusCode() == 200 && size.isPresent() && size.getAsLong() >= 0
          ? Validators.versionOf(headers.firstValue("ETag").orElse(null))
              .map(id -> new HeldVersion(id, size.getAsLong()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
