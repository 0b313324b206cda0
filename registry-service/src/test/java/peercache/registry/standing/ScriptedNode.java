package peercache.registry.standing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import peercache.api.NodeId;
import peercache.api.NodeJoin;
import peercache.api.Zone;
import peercache.edge.Key;
import peercache.edge.NodeProof;
import peercache.registry.RunningRegistry;

/** Answers checks as a node does, or as the script says; holds whatever it is asked for. */
final class ScriptedNode implements AutoCloseable {
  /** What it does when it is asked for bytes. */
  enum Manner {
    SERVES,
    /** Answers, but not with bytes. */
    FAILS,
    /** Takes the request and says nothing. */
    HANGS,
    /** Has nothing of what it said it holds. */
    LACKS,
    /** Sends whoever asks somewhere else. */
    REDIRECTS
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  final NodeId id;
  final AtomicInteger asked = new AtomicInteger();
  final AtomicInteger rangesSent = new AtomicInteger();
  volatile Manner manner = Manner.SERVES;
  volatile long incarnation = 1;
  volatile String answersAs;
  volatile String key = RunningRegistry.NETWORK_KEY;
  volatile URI elsewhere = URI.create("http://127.0.0.1:1");

  ScriptedNode(NodeId id) {
    this.id = id;
    this.answersAs = id.value();
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  NodeJoin join() {
    return new NodeJoin(uri(), null, new Zone("eu"), 1L << 40, null, incarnation);
  }

  private void answer(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    try (exchange) {
      switch (manner) {
        case SERVES -> serve(exchange);
        case FAILS -> exchange.sendResponseHeaders(500, -1);
        case LACKS -> {
          if (exchange.getRequestURI().getPath().startsWith(NodeProof.PATH)) {
            serve(exchange);
          } else {
            exchange.sendResponseHeaders(404, -1);
          }
        }
        case REDIRECTS -> {
          exchange.getResponseHeaders().set("Location", elsewhere.toString());
          exchange.sendResponseHeaders(302, -1);
        }
        case HANGS -> hang();
      }
    }
  }

  /** Until the node is closed. */
  private static void hang() {
    try {
      new java.util.concurrent.CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    var headers = exchange.getResponseHeaders();
    byte[] body;
    int status = 200;
    if (path.startsWith(NodeProof.PATH)) {
      String nonce = path.substring(NodeProof.PATH.length());
      headers.set(NodeProof.NODE, answersAs);
      headers.set(NodeProof.INCARNATION, Long.toString(incarnation));
      headers.set(NodeProof.PROOF, NodeProof.of(new Key(key), nonce, answersAs, incarnation));
      body = NodeProof.body(nonce);
    } else {
      String[] range =
          exchange.getRequestHeaders().getFirst("Range").replace("bytes=", "").split("-", 2);
      headers.set("ETag", "\"sha-256-" + path.split("/", 6)[4] + "\"");
      body = new byte[Integer.parseInt(range[1]) - Integer.parseInt(range[0]) + 1];
      status = 206;
      rangesSent.incrementAndGet();
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
