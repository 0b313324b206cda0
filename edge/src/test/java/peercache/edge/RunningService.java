package peercache.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import peercache.api.VersionId;
import peercache.content.Body;
import peercache.content.ContentResponse;
import peercache.content.Problem;
import peercache.content.Representation;

/**
 * A service on a free port whose hot path knows {@code /bytes}, {@value #SIZE} of them, and {@code
 * /forbidden}, a problem.
 */
public final class RunningService implements AutoCloseable {
  public static final int SIZE = 32 << 20;

  private final ConfigurableApplicationContext context;

  @SpringBootConfiguration
  @EnableAutoConfiguration
  @Import(EdgeConfiguration.class)
  static class Service {
    @Bean
    Request.Handler hotPath() {
      return (request, response, callback) -> {
        if ("OPTIONS".equals(request.getMethod())
            && "/bytes".equals(request.getHttpURI().getPath())) {
          response.setStatus(204);
          response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD, OPTIONS");
          response.write(true, ByteBuffer.allocate(0), callback);
          return true;
        }
        switch (String.valueOf(request.getHttpURI().getPath())) {
          case "/bytes" -> {
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
            ContentResponse.send(
                request,
                response,
                callback,
                Representation.of(new VersionId("ab".repeat(32)), SIZE, Instant.EPOCH),
                Representation.contentType("bytes.bin"),
                new Zeros(),
                count -> {});
          }
          case "/forbidden" ->
              Problem.of(403, "forbidden", "Forbidden", "no").write(request, response, callback);
          case "/broken" -> throw new IllegalStateException("a fault of the test");
          default -> {
            return false;
          }
        }
        return true;
      };
    }
  }

  private record Zeros() implements Body {
    private static final ByteBuffer ALL = ByteBuffer.allocateDirect(SIZE).asReadOnlyBuffer();

    @Override
    public long readable(long position) {
      return SIZE - position;
    }

    @Override
    public ByteBuffer read(long position, int max) {
      return ALL.slice((int) position, max);
    }

    @Override
    public void close() {}
  }

  private RunningService(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * @param settings properties, {@code name=value}
   */
  public static RunningService start(String... settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("server.port", "0");
    properties.put("server.http2.enabled", "true");
    properties.put("server.jetty.threads.max", "8");
    properties.put("server.jetty.threads.selectors", "1");
    properties.put("server.jetty.threads.acceptors", "1");
    properties.put("management.endpoints.web.exposure.include", "health,info");
    properties.put("peercache.access.network-key", "k".repeat(32));
    for (var setting : settings) {
      int equals = setting.indexOf('=');
      properties.put(setting.substring(0, equals), setting.substring(equals + 1));
    }
    return new RunningService(
        new SpringApplicationBuilder(Service.class)
            .web(WebApplicationType.SERVLET)
            .properties(properties)
            .run());
  }

  public int port() {
    return Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
  }

  public URI uri(String scheme, String path) {
    return URI.create(scheme + "://localhost:" + port() + path);
  }

  Server jetty() {
    var server = (JettyWebServer) ((WebServerApplicationContext) context).getWebServer();
    return Objects.requireNonNull(server).getServer();
  }

  Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(10_000);
    return socket;
  }

  /** Sends lines as they are, with {@code Host} and the empty one, and reads all of the answer. */
  String raw(String... lines) throws IOException {
    try (var socket = connect()) {
      String head = String.join("\r\n", lines) + "\r\nHost: test\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      var answer = new ByteArrayOutputStream();
      try {
        socket.getInputStream().transferTo(answer);
      } catch (SocketTimeoutException e) {
        throw new AssertionError("not closed after: " + answer, e);
      }
      return answer.toString(StandardCharsets.ISO_8859_1);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
