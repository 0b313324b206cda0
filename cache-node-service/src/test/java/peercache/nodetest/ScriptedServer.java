package peercache.nodetest;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ServerSocketFactory;

/** An HTTP/1.1 server on a real socket that does exactly what a test says, wrong things too. */
public abstract class ScriptedServer implements AutoCloseable {
  /**
   * @param target as it was sent
   * @param headers by lower-case name
   * @param body empty if there is none
   */
  public record Ask(String method, String target, Map<String, String> headers, String body) {
    public String path() {
      return target.replaceFirst("\\?.*", "");
    }
  }

  private final String scheme;
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  protected ScriptedServer() {
    this("http", ServerSocketFactory.getDefault());
  }

  /**
   * @param scheme of its URI
   * @param sockets where it listens
   */
  protected ScriptedServer(String scheme, ServerSocketFactory sockets) {
    this.scheme = scheme;
    try {
      listening = sockets.createServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Called once the subclass is ready. */
  protected final void start() {
    Thread.ofVirtual().start(this::accept);
  }

  public URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + listening.getLocalPort());
  }

  /** Answers one request; throws to end the connection. */
  protected abstract void answer(Ask ask, Socket socket, OutputStream output) throws IOException;

  private void accept() {
    while (!listening.isClosed()) {
      try {
        var socket = listening.accept();
        open.add(socket);
        if (listening.isClosed()) {
          socket
              .close(); // it may have been accepted before, and added after all others were closed
        }
        Thread.ofVirtual().start(() -> converse(socket));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void converse(Socket socket) {
    try (socket) {
      var input = new BufferedInputStream(socket.getInputStream());
      for (var ask = read(input); ask != null; ask = read(input)) {
        answer(ask, socket, socket.getOutputStream());
        socket.getOutputStream().flush();
      }
    } catch (IOException scriptedOrClosed) {
      return;
    } finally {
      open.remove(socket);
    }
  }

  private static @org.jspecify.annotations.Nullable Ask read(InputStream input) throws IOException {
    String requestLine = line(input);
    if (requestLine.isEmpty()) {
      return null;
    }
    var parts = requestLine.split(" ", 3);
    var headers = new TreeMap<String, String>();
    for (String header = line(input); !header.isEmpty(); header = line(input)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(input.readNBytes(length), StandardCharsets.UTF_8);
    return new Ask(parts[0], parts[1], headers, body);
  }

  private static String line(InputStream input) throws IOException {
    var line = new ByteArrayOutputStream();
    for (int octet = input.read(); octet >= 0 && octet != '\n'; octet = input.read()) {
      if (octet != '\r') {
        line.write(octet);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  protected static void head(OutputStream output, int status, String... headers)
      throws IOException {
    output.write(
        ("HTTP/1.1 " + status + " Scripted\r\n" + String.join("\r\n", headers) + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1));
    output.flush();
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (var socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
