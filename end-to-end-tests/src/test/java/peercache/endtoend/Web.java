package peercache.endtoend;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An ordinary HTTP client, once following redirects and once not. */
final class Web {
  private static final HttpClient PLAIN = client(HttpClient.Redirect.NEVER);
  private static final HttpClient FOLLOWING = client(HttpClient.Redirect.NORMAL);
  private static final JsonMapper JSON = new JsonMapper();

  private Web() {}

  /**
   * @param uri the last one, after all redirects
   */
  @SuppressWarnings("ArrayRecordComponent") // answers are looked into, never compared
  record Answer(int statusCode, HttpHeaders headers, byte[] body, URI uri) {
    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    String header(String name) {
      return headers.firstValue(name).orElse("");
    }
  }

  static Answer get(URI uri, String... headers) throws IOException {
    return send(PLAIN, request(uri, headers).build());
  }

  static Answer follow(URI uri, String... headers) throws IOException {
    return send(FOLLOWING, request(uri, headers).build());
  }

  static Answer head(URI uri, String... headers) throws IOException {
    return send(PLAIN, request(uri, headers).HEAD().build());
  }

  static Answer put(URI uri, byte[] body, String... headers) throws IOException {
    return send(
        PLAIN, request(uri, headers).PUT(HttpRequest.BodyPublishers.ofByteArray(body)).build());
  }

  static Answer post(URI uri, String json, String... headers) throws IOException {
    return send(
        PLAIN,
        request(uri, headers)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  /** The answer as soon as its head is here. */
  static InputStream open(URI uri) throws IOException {
    try {
      return PLAIN.send(request(uri).build(), BodyHandlers.ofInputStream()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  static JsonNode json(byte[] body) {
    return JSON.readTree(body);
  }

  static Answer delete(URI uri, String... headers) throws IOException {
    return send(PLAIN, request(uri, headers).DELETE().build());
  }

  static JsonNode json(URI uri) throws IOException {
    return JSON.readTree(get(uri, "Accept", "application/json").body());
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpRequest.Builder request(URI uri, String... headers) {
    var builder = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60));
    return headers.length == 0 ? builder : builder.headers(headers);
  }

  private static Answer send(HttpClient client, HttpRequest request) throws IOException {
    try {
      HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
      return new Answer(response.statusCode(), response.headers(), response.body(), response.uri());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static HttpClient client(HttpClient.Redirect redirect) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(5))
        .followRedirects(redirect)
        .build();
  }
}
