package peercache.node.script;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A registry that grants everything, but for what a test says otherwise. */
public final class ScriptedRegistry implements AutoCloseable {
  public static final String LEASE =
      "{\"length\":\"PT10S\",\"renewEvery\":\"PT0.1S\",\"inventoryWanted\":false}";
  private static final JsonMapper JSON = new JsonMapper();
  private final ScriptedServer server;
  private volatile Function<Received, @Nullable Answer> exception = request -> null;

  public ScriptedRegistry() throws IOException {
    this(0);
  }

  public ScriptedRegistry(int port) throws IOException {
    server = new ScriptedServer(port, this::answer);
  }

  /**
   * @param exception null for what is granted
   */
  public void except(Function<Received, @Nullable Answer> exception) {
    this.exception = exception;
  }

  public ScriptedServer server() {
    return server;
  }

  private Answer answer(Received request) {
    var other = exception.apply(request);
    return other != null ? other : granted(request);
  }

  public static Answer granted(Received request) {
    String target = request.target();
    if (target.endsWith("/holdings") || target.endsWith("/inventory")) {
      long number = json(request).get("number").asLong();
      return Answer.json(200, "{\"number\":" + number + ",\"inventoryWanted\":false}");
    }
    if (target.startsWith("/v1/origins")) {
      return Answer.json(200, "[]");
    }
    return request.method().equals("DELETE") ? Answer.of(204, "") : Answer.json(200, LEASE);
  }

  public static JsonNode json(Received request) {
    return JSON.readTree(request.body());
  }

  public List<Received> joins() {
    return server.received("PUT", "/v1/nodes/").stream()
        .filter(request -> !request.target().endsWith("/inventory"))
        .toList();
  }

  public List<Received> inventories() {
    return server.received("PUT", "/v1/nodes/").stream()
        .filter(request -> request.target().endsWith("/inventory"))
        .toList();
  }

  public List<Received> renewals() {
    return posts("/renewal");
  }

  public List<Received> reports() {
    return posts("/holdings");
  }

  private List<Received> posts(String end) {
    return server.received("POST", "/v1/nodes/").stream()
        .filter(request -> request.target().endsWith(end))
        .toList();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
