package peercache.origin.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;

/** A node on a bare socket, which can be killed as the kernel kills: all connections at once. */
public final class ScriptedNode implements AutoCloseable {
  private static final String GOOD =
      "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-0/9\r\nContent-Length: 1\r\n\r\nx";

  private final String scheme;
  private final ServerSocket server;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  public final List<String> requests = new CopyOnWriteArrayList<>();
  public final AtomicInteger accepted = new AtomicInteger();
  public volatile String answer = GOOD;

  public ScriptedNode() throws IOException {
    this(0);
  }

  public ScriptedNode(int port) throws IOException {
    this("http", ServerSocketFactory.getDefault(), port);
  }

  /** One that speaks TLS. */
  public ScriptedNode(SSLContext tls) throws IOException {
    this("https", tls.getServerSocketFactory(), 0);
  }

  private ScriptedNode(String scheme, ServerSocketFactory sockets, int port) throws IOException {
    this.scheme = scheme;
    server = sockets.createServerSocket(port, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  public URI uri() {
    return URI.create(scheme + "://127.0.0.1:" + port());
  }

  private void accept() {
    try {
      while (true) {
        var socket = server.accept();
        connections.add(socket);
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException e) {
      connections.forEach(ScriptedNode::closeQuietly);
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      var head = new StringBuilder();
      for (int octet = socket.getInputStream().read();
          octet >= 0;
          octet = socket.getInputStream().read()) {
        head.append((char) octet);
        if (head.indexOf("\r\n\r\n") >= 0) {
          requests.add(head.substring(0, head.indexOf("\r\n")));
          head.setLength(0);
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        }
      }
    } catch (IOException e) {
      closeQuietly(socket);
    }
  }

  /** Keeps the connections and answers nothing any more. */
  public void freeze() {
    answer = "";
  }

  private static void closeQuietly(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // closed already, which is what is wanted
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    connections.forEach(ScriptedNode::closeQuietly);
  }
}
