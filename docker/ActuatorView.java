import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * All services on one page: their health, and what Actuator says of each behind it. Reads only. Started from its source, as {@code
 * java ActuatorView.java registry=http://registry:9080 … nodes=http://registry:8080/v1/scrape-targets}, and listens on port 9000.
 * {@code nodes} is where the registry says which nodes there are.
 */
public final class ActuatorView {
  private static final String[] ENDPOINTS = {
    "health", "info", "metrics", "env", "loggers", "threaddump", "prometheus"
  };
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]+");
  private static final Pattern ENDPOINT = Pattern.compile("[a-z0-9.-]+(/[a-zA-Z0-9._-]+)*");
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** What the registry says of one node. */
  private static final Pattern TARGET =
      Pattern.compile("\"targets\":\\[\"([^\"]+)\"],\"labels\":\\{\"node\":\"([a-z0-9-]+)\"");

  private final Map<String, URI> named = new LinkedHashMap<>();
  private URI nodes;
  private volatile Map<String, URI> lastNodes = Map.of();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  public static void main(String[] arguments) throws IOException {
    var view = new ActuatorView();
    for (String argument : arguments) {
      var parts = argument.split("=", 2);
      if (parts.length < 2 || !NAME.matcher(parts[0]).matches()) {
        throw new IllegalArgumentException("not name=http://host:port: " + argument);
      }
      if (parts[0].equals("nodes")) {
        view.nodes = URI.create(parts[1]);
      } else {
        view.named.put(parts[0], URI.create(parts[1] + "/actuator/"));
      }
    }
    var server = HttpServer.create(new InetSocketAddress(9000), 64);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", view::answer);
    server.start();
  }

  /** Those that were named, and the nodes; while the registry is away, the ones that it told of last. */
  private Map<String, URI> services() {
    if (nodes != null) {
      var answer = ask(nodes);
      if (answer.status() == 200) {
        var found = new LinkedHashMap<String, URI>();
        TARGET.matcher(answer.text()).results()
            .forEach(node -> found.put(node.group(2), URI.create("http://" + node.group(1) + "/actuator/")));
        lastNodes = found;
      }
    }
    var all = new LinkedHashMap<>(named);
    lastNodes.forEach(all::putIfAbsent);
    return all;
  }

  private record Answer(int status, String type, byte[] body) {
    static Answer text(int status, String text) {
      return new Answer(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var answer = answer(exchange.getRequestMethod(), exchange.getRequestURI().getPath());
      exchange.getResponseHeaders().add("Content-Type", answer.type());
      exchange.getResponseHeaders().add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'");
      exchange.sendResponseHeaders(answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
      exchange.getResponseBody().write(answer.body());
    }
  }

  private Answer answer(String method, String path) {
    if (!method.equals("GET")) {
      return Answer.text(405, "this view only reads");
    }
    if (path.equals("/")) {
      return new Answer(200, "text/html; charset=utf-8", page().getBytes(StandardCharsets.UTF_8));
    }
    var parts = path.substring(1).split("/", 2);
    var service = services().get(parts[0]);
    return service == null || parts.length < 2 || !ENDPOINT.matcher(parts[1]).matches() || parts[1].contains("..")
        ? Answer.text(404, "there is no such service or endpoint")
        : ask(service.resolve(parts[1]));
  }

  private Answer ask(URI uri) {
    try {
      var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
      var answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      var type = answer.headers().firstValue("Content-Type").orElse("text/plain");
      // A browser shows JSON, and would save what it does not know.
      return new Answer(
          answer.statusCode(), type.contains("json") ? "application/json" : "text/plain", answer.body());
    } catch (IOException e) {
      return Answer.text(502, "it does not answer: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.text(503, "this view is being stopped");
    }
  }

  private String page() {
    var rows = new StringBuilder();
    try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers = new ArrayList<Future<String>>();
      services().forEach((name, uri) -> answers.add(tasks.submit(() -> row(name, uri))));
      for (var answer : answers) {
        rows.append(join(answer));
      }
    }
    return """
        <!doctype html><html lang=en><meta charset=utf-8><meta http-equiv=refresh content=5><title>Peercache</title>
        <style>body{font:16px sans-serif;margin:2em}td,th{padding:.4em 1em;text-align:left;border-bottom:1px solid #ccc}
        .up{color:#070}.down{color:#b00}</style>
        <h1>Services</h1><table><tr><th>service<th>health<th>heap<th>threads<th>up for<th>Actuator</tr>
        %s</table></html>
        """
        .formatted(rows);
  }

  private static String join(Future<String> row) {
    try {
      return row.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private String row(String name, URI service) {
    var health = ask(service.resolve("health"));
    boolean up = health.status() == 200;
    var links = new StringBuilder();
    for (String endpoint : ENDPOINTS) {
      links.append("<a href=\"/%s/%s\">%s</a> ".formatted(name, endpoint, endpoint));
    }
    return "<tr><td>%s<td class=%s>%s<td>%s<td>%s<td>%s<td>%s</tr>\n"
        .formatted(
            name,
            up ? "up" : "down",
            up ? "UP" : health.status() == 502 ? "does not answer" : "DOWN",
            metric(service, "jvm.memory.used?tag=area:heap", value -> "%.0f MiB".formatted(value / (1 << 20))),
            metric(service, "jvm.threads.live", value -> "%.0f".formatted(value)),
            metric(service, "process.uptime", value -> Duration.ofSeconds(value.longValue()).toString().substring(2)),
            links);
  }

  private static final Pattern VALUE = Pattern.compile("\"value\":([0-9.E]+)");

  private String metric(URI service, String name, Function<Double, String> written) {
    var value = VALUE.matcher(ask(service.resolve("metrics/" + name)).text());
    return value.find() ? written.apply(Double.valueOf(value.group(1))) : "–";
  }
}
