package peercache.endtoend;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes spans by OTLP over HTTP, and reads as much of the protocol buffers as tests ask about. */
final class Collector implements AutoCloseable {
  /** What a service did, in hex where it is an id. */
  record Span(String service, String trace, String id, String parent, String name) {}

  private final HttpServer server;
  private final List<Span> spans = new CopyOnWriteArrayList<>();

  private Collector(HttpServer server) {
    this.server = server;
    server.createContext(
        "/v1/traces",
        exchange -> {
          spans.addAll(request(exchange.getRequestBody().readAllBytes()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
  }

  static Collector start() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var collector = new Collector(server);
    server.start();
    return collector;
  }

  URI endpoint() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/v1/traces");
  }

  List<Span> spans(String trace) {
    return spans.stream().filter(span -> span.trace().equals(trace)).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  /** {@code ExportTraceServiceRequest}: its resources, their scopes, and the spans of these. */
  private static List<Span> request(byte[] bytes) {
    var spans = new ArrayList<Span>();
    for (var resourceSpans : fields(bytes, 1)) {
      var service = service(fields(resourceSpans, 1).getFirst());
      for (var scopeSpans : fields(resourceSpans, 2)) {
        for (var span : fields(scopeSpans, 2)) {
          spans.add(new Span(service, hex(span, 1), hex(span, 2), hex(span, 4), text(span, 5)));
        }
      }
    }
    return spans;
  }

  private static String service(byte[] resource) {
    return fields(resource, 1).stream()
        .filter(attribute -> text(attribute, 1).equals("service.name"))
        .map(attribute -> text(fields(attribute, 2).getFirst(), 1))
        .findFirst()
        .orElse("");
  }

  private static String hex(byte[] message, int number) {
    return HexFormat.of().formatHex(first(message, number));
  }

  private static String text(byte[] message, int number) {
    return new String(first(message, number), StandardCharsets.UTF_8);
  }

  private static byte[] first(byte[] message, int number) {
    var found = fields(message, number);
    return found.isEmpty() ? new byte[0] : found.getFirst();
  }

  /** The length-delimited fields of a message that have this number. */
  private static List<byte[]> fields(byte[] message, int number) {
    var found = new ArrayList<byte[]>();
    var rest = ByteBuffer.wrap(message);
    while (rest.hasRemaining()) {
      long tag = varint(rest);
      switch ((int) (tag & 7)) {
        case 0 -> varint(rest);
        case 1 -> rest.position(rest.position() + 8);
        case 5 -> rest.position(rest.position() + 4);
        case 2 -> {
          byte[] value = new byte[(int) varint(rest)];
          rest.get(value);
          if (tag >> 3 == number) {
            found.add(value);
          }
        }
        default -> throw new IllegalArgumentException("no wire type: " + tag);
      }
    }
    return found;
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = from.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
