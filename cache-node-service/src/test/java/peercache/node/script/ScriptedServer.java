package peercache.node.script;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** An HTTP/1.1 server that remembers each request as it came, and answers as it is told. */
public final class ScriptedServer implements AutoCloseable {
  private final ServerSocket listener = new ServerSocket();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final Queue<Received> received = new ConcurrentLinkedQueue<>();
  private volatile Function<Received, Answer> script;

  public ScriptedServer(Function<Received, Answer> script) throws IOException {
    this(0, script);
  }

  /**
   * @param port 0 for any
   */
  public ScriptedServer(int port, Function<Received, Answer> script) throws IOException {
    this.script = script;
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Thread.ofVirtual().start(this::accept);
  }

  public void answerWith(Function<Received, Answer> script) {
    this.script = script;
  }

  public int port() {
    return listener.getLocalPort();
  }

  public URI uri() {
    return URI.create("http://localhost:" + port());
  }

  public List<Received> received() {
    return List.copyOf(received);
  }

  public List<Received> received(String method, String targetStart) {
    return received.stream()
        .filter(r -> r.method().equals(method) && r.target().startsWith(targetStart))
        .toList();
  }

  private void accept() {
    try {
      while (true) {
        var connection = listener.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> converse(connection));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void converse(Socket connection) {
    try (connection) {
      var in = new BufferedInputStream(connection.getInputStream());
      while (true) {
        var request = read(in, connection);
        received.add(request);
        var answer = script.apply(request);
        connection.getOutputStream().write(answer.raw().getBytes(StandardCharsets.ISO_8859_1));
        if (answer.thenClose()) {
          return;
        }
      }
    } catch (IOException | UncheckedIOException e) {
      // the other side is gone
    } finally {
      connections.remove(connection);
    }
  }

  private static Received read(InputStream in, Socket connection) throws IOException {
    String[] start = line(in).split(" ", 3);
    var headers = new ArrayList<String>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      headers.add(line);
    }
    var request = new Received(start[0], start[1], headers, "");
    if (request.header("Expect").isPresent()) {
      connection
          .getOutputStream()
          .write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    return new Received(start[0], start[1], headers, body(in, request));
  }

  private static String body(InputStream in, Received request) throws IOException {
    if (request.header("Transfer-Encoding").isEmpty()) {
      int length = Integer.parseInt(request.header("Content-Length").orElse("0"));
      return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
    }
    var body = new ByteArrayOutputStream();
    for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
      body.write(in.readNBytes(size));
      line(in);
    }
    line(in);
    return body.toString(StandardCharsets.ISO_8859_1);
  }

  private static int chunkSize(InputStream in) throws IOException {
    return Integer.parseInt(line(in).strip(), 16);
  }

  private static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("closed");
      }
      if (octet != '\r') {
        line.write(octet);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (var connection : connections) {
      connection.close();
    }
  }
}
