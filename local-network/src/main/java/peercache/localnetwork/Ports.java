package peercache.localnetwork;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** TCP ports of this machine. */
public final class Ports {
  private Ports() {}

  /** A port that nobody listened on a moment ago. */
  public static int free() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  static void requireFree(List<Integer> ports) {
    for (int port : ports) {
      try (var socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(port));
      } catch (IOException e) {
        throw new LocalNetworkException(
            "port "
                + port
                + " is in use: stop what listens there, or choose another range with --port",
            e);
      }
    }
  }
}
