package peercache.registry;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import peercache.api.HeldVersion;

/** An origin that says which versions are under a path, as a test wants it. */
public final class ScriptedOrigin implements AutoCloseable {
  private final HttpServer server;
  private final Map<String, String> answers = new ConcurrentHashMap<>();

  /** What it was asked, with who asked. */
  public final Queue<String> asked = new ConcurrentLinkedQueue<>();

  public ScriptedOrigin() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/versions",
        exchange -> {
          asked.add(
              exchange.getRequestURI().getQuery()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          String question = exchange.getRequestURI().getQuery().replaceAll("&.*", "");
          String body = answers.getOrDefault(question, "");
          exchange.sendResponseHeaders(200, body.isEmpty() ? -1 : body.length());
          exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * @param question {@code path=a/b} or {@code prefix=a/}
   */
  public void answer(String question, HeldVersion... versions) {
    var lines = new StringBuilder();
    for (var version : versions) {
      lines.append("{\"id\":\"%s\",\"size\":%d}\n".formatted(version.id(), version.size()));
    }
    answers.put(question, lines.toString());
  }

  public void answerRaw(String question, String body) {
    answers.put(question, body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
