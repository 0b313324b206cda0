package peercache.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What stands before a node's port, and may go on when the node behind it does, or not. */
final class Relay implements AutoCloseable {
  enum Manner {
    PASSES_ON,
    /** Answers each connection with an error of its own. */
    FAILS,
    /** Takes whatever comes and says nothing. */
    SWALLOWS
  }

  private static final byte[] ERROR =
      "HTTP/1.1 500 Broken\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket server;
  private final int behind;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  volatile Manner manner = Manner.PASSES_ON;

  /**
   * @param behind the node's own port on this machine
   */
  Relay(int behind) throws IOException {
    this.behind = behind;
    this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI uri() {
    return URI.create("http://localhost:" + server.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        var caller = server.accept();
        open.add(caller);
        Thread.ofVirtual().start(() -> serve(caller));
      }
    } catch (IOException e) {
      open.forEach(Relay::close); // the relay was closed
    }
  }

  private void serve(Socket caller) {
    var node = new Socket();
    try (caller;
        node) {
      if (manner == Manner.PASSES_ON) {
        node.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), behind));
        open.add(node);
        var answers = Thread.ofVirtual().start(() -> copy(node, caller));
        copy(caller, node);
        answers.join();
      } else {
        copy(caller, node);
      }
    } catch (IOException e) {
      close(caller); // as the node's own port would
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(caller);
      open.remove(node);
    }
  }

  /** Looks at the manner with each thing that comes, so that it counts for open connections too. */
  private void copy(Socket from, Socket to) {
    var buffer = new byte[64 * 1024];
    try {
      for (int read = from.getInputStream().read(buffer);
          read >= 0;
          read = from.getInputStream().read(buffer)) {
        switch (manner) {
          case PASSES_ON -> to.getOutputStream().write(buffer, 0, read);
          case FAILS -> {
            from.getOutputStream().write(ERROR);
            return;
          }
          case SWALLOWS -> {}
        }
      }
    } catch (IOException e) {
      return; // one side is gone
    } finally {
      close(to);
      close(from);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new AssertionError("a socket does not close", e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new AssertionError("a socket does not close", e);
    }
  }
}
