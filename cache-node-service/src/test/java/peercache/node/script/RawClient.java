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
   * A request's lines, all but the empty one.
   *
   * @param start method and target
   */
  public static String head(String start, String host, String... headers) {
    var head = new StringBuilder(start + " HTTP/1.1\r\nHost: " + host + "\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    return head.toString();
  }

  /**
   * Asks for the connection to be closed, unless the request says something of it.
   *
   * @param head as of {@link #head}, a character for each byte
   * @param body as it is sent, a character for each byte
   * @return all that came until the other side closed
   */
  public static String send(int port, String head, String body) throws IOException {
    String close = head.contains("Connection: ") ? "" : "Connection: close\r\n";
    String request = head + close + "\r\n" + body;
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
