package peercache.origin.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A registry that says what it is told to say. */
public final class ScriptedRegistry implements AutoCloseable {
  /** What it does with questions about holders. */
  public enum Mode {
    ANSWER,
    FAIL,
    GARBAGE,
    EMPTY_OBJECT,
    HANG
  }

  /** A holder in an answer. */
  public record Named(
      String id, URI baseUri, @Nullable URI internalUri, String state, int tier, String lease) {
    public Named(String id, URI baseUri, String state, int tier, String lease) {
      this(id, baseUri, null, state, tier, lease);
    }

    public static Named holding(String id, URI baseUri) {
      return new Named(id, baseUri, "HOLDING", 0, "PT15S");
    }

    /** Callers reach it elsewhere than the origin does. */
    public static Named holding(String id, URI baseUri, URI internalUri) {
      return new Named(id, baseUri, internalUri, "HOLDING", 0, "PT15S");
    }

    private String toJson() {
      return """
      {"id":"%s","baseUri":"%s",%s"zone":"default","state":"%s","tier":%d,"leaseRemaining":"%s"}\
      """
          .formatted(id, baseUri, internal(), state, tier, lease);
    }

    private String internal() {
      return internalUri == null ? "" : "\"internalUri\":\"" + internalUri + "\",";
    }
  }

  public volatile Mode mode = Mode.ANSWER;
  public volatile List<Named> holders = List.of();
  public final List<String> questions = new CopyOnWriteArrayList<>();
  public final List<String> joins = new CopyOnWriteArrayList<>();
  public final List<String> observations = new CopyOnWriteArrayList<>();
  public volatile boolean inDoubt;
  private final LinkedBlockingQueue<String> departures = new LinkedBlockingQueue<>();
  private final AtomicInteger departed = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile CountDownLatch held = new CountDownLatch(0);
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  public ScriptedRegistry() throws IOException {
    this(0);
  }

  public ScriptedRegistry(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
    server.setExecutor(executor);
    server.createContext("/v1/versions/", this::answer);
    server.createContext("/v1/origins/", this::join);
    server.createContext("/v1/observations", this::observe);
    server.createContext("/v1/departures", this::depart);
    server.start();
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void join(HttpExchange exchange) throws IOException {
    joins.add(
        exchange.getRequestURI()
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    reply(exchange, 200, "{\"renewEvery\":\"PT0.3S\",\"zones\":[]}");
  }

  private void observe(HttpExchange exchange) throws IOException {
    observations.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    reply(exchange, 200, "{\"inDoubt\":" + inDoubt + "}");
  }

  /** Whoever waits for departures hears at once that the node is gone. */
  public void takeOut(String node) {
    departures.add(node);
  }

  private void depart(HttpExchange exchange) throws IOException {
    String query = exchange.getRequestURI().getQuery();
    String nodes = "";
    if (query.contains("after=")) {
      try {
        String gone = departures.poll(5, TimeUnit.SECONDS);
        nodes =
            gone == null
                ? ""
                : "{\"id\":\"%s\",\"at\":%d}".formatted(gone, departed.incrementAndGet());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    reply(exchange, 200, "{\"until\":%d,\"nodes\":[%s]}".formatted(departed.get(), nodes));
  }

  /** Questions about holders are heard, and answered when they are let go. */
  public void hold() {
    held = new CountDownLatch(1);
  }

  public void letGo() {
    held.countDown();
  }

  private void answer(HttpExchange exchange) throws IOException {
    questions.add(exchange.getRequestURI().toString());
    await(held);
    switch (mode) {
      case ANSWER -> {
        String id = exchange.getRequestURI().getPath().split("/", -1)[3];
        String named = holders.stream().map(Named::toJson).collect(Collectors.joining(","));
        String merits =
            holders.stream()
                .map(Named::id)
                .map(
                    "{\"id\":\"%s\",\"nearness\":\"near\",\"headroom\":\"busy\",\"suspicion\":\"none\"}"
                        ::formatted)
                .collect(Collectors.joining(","));
        reply(
            exchange,
            200,
            """
            {"id":"%s","zone":"default","holders":[%s],"fill":null,
             "rejected":[{"id":"node-full","reason":"no room"}],
             "reckoning":{"merits":[%s],"demand":"enough of them"}}\
            """
                .formatted(id, named, merits));
      }
      case FAIL -> reply(exchange, 500, "{}");
      case GARBAGE -> reply(exchange, 200, "<html>not json");
      case EMPTY_OBJECT -> reply(exchange, 200, "{}");
      case HANG -> await(closed);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void reply(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    letGo();
    closed.countDown();
    server.stop(0);
    executor.shutdownNow();
  }
}
