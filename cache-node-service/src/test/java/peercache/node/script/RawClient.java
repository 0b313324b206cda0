package peercache.node.script;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends bytes and reads what comes, with no opinion of its own about HTTP. */
public final class RawClient {
  private static final int TIMEOUT_MILLIS = 20_000;

  private RawClient() {}

  /**
   * @param request whole, a character for each byte; asks for the connection to be closed
   * @return all that came until the other side closed
   */
  public static String send(int port, String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
