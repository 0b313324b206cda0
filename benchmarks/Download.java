import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Scanner;

/**
 * Downloads one URL after the other and says how long each took: curl knows when the head began, but not when the first byte of
 * the body came.
 *
 * <pre>java Download.java</pre>
 *
 * Reads lines of a URL, writes for each the milliseconds from before the connection until the head, the first byte of the body
 * and its last were there, and which server the body came from. Follows redirects. The bytes themselves go nowhere.
 */
final class Download {
  private static final int MAX_REDIRECTS = 5;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);

  public static void main(String[] arguments) throws IOException {
    var download = new Download();
    var lines = new Scanner(System.in, StandardCharsets.UTF_8);
    while (lines.hasNextLine()) {
      System.out.println(download.of(URI.create(lines.nextLine().strip())));
    }
  }

  private String of(URI first) throws IOException {
    long start = System.nanoTime();
    var uri = first;
    for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      int port = uri.getPort() < 0 ? 80 : uri.getPort();
      try (var channel = SocketChannel.open(new InetSocketAddress(uri.getHost(), port))) {
        String head = ask(channel, uri);
        if (head.startsWith("HTTP/1.1 30")) {
          uri = uri.resolve(field(head, "location"));
          continue;
        }
        if (!head.startsWith("HTTP/1.1 200 ")) {
          throw new IOException(uri + ": " + head.lines().findFirst().orElse("nothing"));
        }
        return take(channel, start, Long.parseLong(field(head, "content-length"))) + " " + uri.getRawAuthority();
      }
    }
    throw new IOException(first + ": too many redirects");
  }

  /** The head of the answer; what came of the body with it stays in the buffer, to be read. */
  private String ask(SocketChannel channel, URI uri) throws IOException {
    String path = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    String request = "GET " + path + " HTTP/1.1\r\nHost: " + uri.getRawAuthority() + "\r\n\r\n";
    channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    buffer.clear();
    while (true) {
      if (channel.read(buffer) < 0) {
        throw new EOFException(uri + ": the answer ended in its head");
      }
      String received = StandardCharsets.ISO_8859_1.decode(buffer.duplicate().flip()).toString();
      int end = received.indexOf("\r\n\r\n");
      if (end >= 0) {
        buffer.flip().position(end + 4);
        return received.substring(0, end + 2);
      }
    }
  }

  private String take(SocketChannel channel, long start, long length) throws IOException {
    long head = System.nanoTime();
    long first = head;
    long taken = buffer.remaining();
    while (taken < length) {
      buffer.clear();
      int read = channel.read(buffer);
      if (read < 0) {
        throw new EOFException("the body ended after " + taken + " of " + length + " bytes");
      }
      if (taken == 0) {
        first = System.nanoTime();
      }
      taken += read;
    }
    return String.format(
        Locale.ROOT,
        "%.3f %.3f %.3f",
        (head - start) / 1e6,
        (first - start) / 1e6,
        (System.nanoTime() - start) / 1e6);
  }

  private static String field(String head, String name) throws IOException {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElseThrow(() -> new IOException("an answer without " + name));
  }
}
