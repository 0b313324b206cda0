package peercache.origin.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import peercache.origin.OriginApplication;

/** The real application on a free port, and a client that follows no redirect. */
public final class RunningOrigin implements AutoCloseable {
  public static final String NETWORK_KEY = "network-key-of-this-test-0123456789abcdef";
  public static final String PUBLISHER_KEY = "publisher-key-of-this-test-0123456789abcd";

  private final ConfigurableApplicationContext context;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final int port;

  private RunningOrigin(ConfigurableApplicationContext context) {
    this.context = context;
    this.port =
        Objects.requireNonNull(((ServletWebServerApplicationContext) context).getWebServer())
            .getPort();
  }

  public static RunningOrigin start(Path directory, Path data, String... properties) {
    var all = new LinkedHashMap<String, String>();
    all.put("server.port", "0");
    all.put("management.server.port", "0");
    all.put("peercache.access-log.enabled", "false");
    all.put("peercache.access.network-key", NETWORK_KEY);
    all.put("peercache.access.publisher-key", PUBLISHER_KEY);
    all.put("peercache.origin.directory", directory.toString());
    all.put("peercache.origin.data-directory", data.toString());
    all.put("peercache.origin.quiet-period", "50ms");
    all.put("peercache.origin.registry-timeout", "300ms");
    for (String property : properties) {
      int equals = property.indexOf('=');
      all.put(property.substring(0, equals), property.substring(equals + 1));
    }
    String[] arguments =
        all.entrySet().stream()
            .map(e -> "--" + e.getKey() + "=" + e.getValue())
            .toArray(String[]::new);
    return new RunningOrigin(SpringApplication.run(OriginApplication.class, arguments));
  }

  public ConfigurableApplicationContext context() {
    return context;
  }

  public int port() {
    return port;
  }

  public URI uri(String target) {
    return URI.create("http://127.0.0.1:" + port + target);
  }

  /**
   * @param headers names and values in turn
   */
  public HttpResponse<byte[]> send(String method, String target, byte[] body, String... headers) {
    var request =
        HttpRequest.newBuilder(uri(target))
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public HttpResponse<byte[]> get(String target, String... headers) {
    return send("GET", target, new byte[0], headers);
  }

  public HttpResponse<byte[]> head(String target, String... headers) {
    return send("HEAD", target, new byte[0], headers);
  }

  public HttpResponse<byte[]> put(String target, byte[] body, String... headers) {
    return send("PUT", target, body, with(headers, PUBLISHER_KEY));
  }

  public HttpResponse<byte[]> delete(String target, String... headers) {
    return send("DELETE", target, new byte[0], with(headers, PUBLISHER_KEY));
  }

  /** As a service of the network. */
  public HttpResponse<byte[]> getAsMember(String target, String... headers) {
    return get(target, with(headers, NETWORK_KEY));
  }

  private static String[] with(String[] headers, String key) {
    var all = new ArrayList<>(List.of(headers));
    all.add("Authorization");
    all.add("Bearer " + key);
    return all.toArray(String[]::new);
  }

  /** Sends bytes as they are and reads the head of the answer; for what no client would send. */
  public String raw(String request) throws IOException {
    return rawFrom("127.0.0.1", request);
  }

  /** As {@link #raw}, from another address of this machine. */
  public String rawFrom(String address, String request) throws IOException {
    try (var socket = new Socket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      var answer = new StringBuilder();
      int octet = 0;
      while (octet >= 0 && answer.indexOf("\r\n\r\n") < 0) {
        octet = socket.getInputStream().read();
        if (octet >= 0) {
          answer.append((char) octet);
        }
      }
      return answer.toString();
    }
  }

  /** The lines of a raw head that do not tell the time, in an order of their own. */
  public static List<String> fields(String head) {
    return head.lines().filter(line -> !line.startsWith("Date: ")).sorted().toList();
  }

  public String rawGet(String target) throws IOException {
    return raw("GET " + target + " HTTP/1.1\r\nHost: origin\r\nConnection: close\r\n\r\n");
  }

  /** The route of a request that comes over a connection of its own. */
  public String rawRoute(String target) {
    try {
      return rawGet(target)
          .lines()
          .filter(line -> line.startsWith("Peercache-Route: "))
          .map(line -> line.substring("Peercache-Route: ".length()))
          .findFirst()
          .orElse("none");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the file has its digest; without asking for a route. */
  public void awaitSettled(String target) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> assertThat(head(target + "?direct").headers().firstValue("ETag")).isPresent());
  }

  public double count(String meter, String... tags) {
    return context.getBean(MeterRegistry.class).get(meter).tags(tags).counter().count();
  }

  @Override
  public void close() {
    context.close();
    client.close();
  }
}
