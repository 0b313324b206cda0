import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Many callers in one thread, until standard input ends.
 *
 * <pre>java Callers.java idle|slow COUNT URL</pre>
 *
 * Idle ones take one answer and keep the connection; slow ones take 1 KiB of theirs each second. Says {@code ready}
 * when all are there, and at the end how many connections the server has closed.
 */
final class Callers {
  private static final int PART = 1 << 10;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
  private final List<SocketChannel> open = new ArrayList<>();
  private final InetSocketAddress server;
  private final String path;
  private int closed;

  private Callers(URI uri) {
    server = new InetSocketAddress(uri.getHost(), uri.getPort());
    path = uri.getRawPath();
  }

  public static void main(String[] arguments) throws Exception {
    var callers = new Callers(URI.create(arguments[2]));
    boolean idle = arguments[0].equals("idle");
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      callers.open(idle);
    }
    System.out.println("ready");
    if (idle) {
      while (System.in.read() >= 0) {
        continue;
      }
      callers.open.forEach(callers::look);
    } else {
      callers.takeSlowly();
    }
    System.out.println("closed by the server: " + callers.closed);
  }

  private void open(boolean takesAll) throws IOException {
    var channel = SocketChannel.open();
    if (!takesAll) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, 16 << 10);
    }
    channel.connect(server);
    String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    buffer.clear();
    if (takesAll && channel.read(buffer) < PART) {
      throw new IOException("no whole answer");
    }
    channel.configureBlocking(false);
    open.add(channel);
  }

  private void look(SocketChannel channel) {
    try {
      buffer.clear();
      closed += channel.read(buffer) < 0 ? 1 : 0;
    } catch (IOException e) {
      closed++;
    }
  }

  private void takeSlowly() throws Exception {
    var next = System.nanoTime();
    while (System.in.available() == 0) {
      next += 1_000_000_000L;
      for (var channel : List.copyOf(open)) {
        buffer.clear().limit(PART);
        try {
          if (channel.read(buffer) < 0) {
            throw new IOException("closed");
          }
        } catch (IOException e) {
          closed++;
          open.remove(channel);
        }
      }
      Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
    }
  }
}
