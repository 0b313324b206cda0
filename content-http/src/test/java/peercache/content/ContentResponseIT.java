package peercache.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import peercache.api.VersionId;

/** What goes over a real socket, byte for byte. */
class ContentResponseIT {
  private static final Representation ALPHABET = representation(26);
  private static final HttpField TEXT = new HttpField(HttpHeader.CONTENT_TYPE, "text/plain");
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server, 1, 1);
  private final AtomicLong sent = new AtomicLong();
  private final Semaphore closed = new Semaphore(0);
  private volatile Supplier<Body> body = () -> new Arriving(LETTERS);
  private volatile Representation representation = ALPHABET;

  @BeforeEach
  void start() throws Exception {
    server.addConnector(connector);
    server.setHandler(
        new Handler.Abstract.NonBlocking() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            ContentResponse.send(
                request, response, callback, representation, TEXT, body.get(), sent::addAndGet);
            return true;
          }
        });
    server.start();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void sendsTheWholeWithItsHeaders() throws IOException {
    String answer = exchange("GET / HTTP/1.1\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 200 ")
        .contains(
            "ETag: \"sha-256-" + "0f".repeat(32) + "\"\r\n",
            "Last-Modified: Fri, 01 May 2026 12:00:00 GMT\r\n",
            "Repr-Digest: sha-256=:Dw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8=:\r\n",
            "Accept-Ranges: bytes\r\n",
            "Content-Type: text/plain\r\n",
            "Content-Length: 26\r\n")
        .endsWith("\r\n\r\n" + LETTERS);
    awaitClosed(1);
    assertThat(sent).hasValue(26);
  }

  @Test
  void headIsGetWithoutItsBody() throws IOException {
    String get = exchange("GET / HTTP/1.1\r\n");
    String head = exchange("HEAD / HTTP/1.1\r\nRange: bytes=0-1\r\n");

    assertThat(head).isEqualTo(get.substring(0, get.length() - 26));
    awaitClosed(2);
  }

  @Test
  void sendsNoDigestToWhoCannotUseIt() throws IOException {
    assertThat(exchange("GET / HTTP/1.1\r\nWant-Repr-Digest: sha-512=1, sha-256=0\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("ETag: ")
        .doesNotContain("Repr-Digest");
    assertThat(exchange("GET / HTTP/1.1\r\nWant-Repr-Digest: sha-512=1, x\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("Repr-Digest: sha-256=:");
  }

  @Test
  void sendsOneRange() throws IOException {
    assertThat(exchange("GET / HTTP/1.1\r\nRange: bytes=-3\r\n"))
        .startsWith("HTTP/1.1 206 ")
        .contains("Content-Range: bytes 23-25/26\r\n", "Content-Length: 3\r\n")
        .endsWith("\r\n\r\nxyz");
    awaitClosed(1);
    assertThat(sent).hasValue(3);
  }

  @Test
  void sendsSeveralRangesInTheOrderAskedFor() throws IOException {
    String answer = exchange("GET / HTTP/1.1\r\nRange: bytes=24-,0-1\r\n");

    assertThat(answer).startsWith("HTTP/1.1 206 ").contains("multipart/byteranges; boundary=");
    String boundary = answer.replaceFirst("(?s).*boundary=([0-9a-f]+).*", "$1");
    String payload =
        """

        --%1$s
        Content-Type: text/plain
        Content-Range: bytes 24-25/26

        yz
        --%1$s
        Content-Type: text/plain
        Content-Range: bytes 0-1/26

        ab
        --%1$s--
        """
            .formatted(boundary)
            .replace("\n", "\r\n");
    assertThat(answer)
        .contains("Content-Length: " + payload.length() + "\r\n")
        .endsWith("\r\n\r\n" + payload);
    awaitClosed(1);
    assertThat(sent).hasValue(4);
  }

  @Test
  void anUnsatisfiableRangeNamesTheSize() throws IOException {
    assertThat(exchange("GET / HTTP/1.1\r\nRange: bytes=26-\r\n"))
        .startsWith("HTTP/1.1 416 ")
        .contains("Content-Range: bytes */26\r\n", "Content-Type: application/problem+json\r\n");
    awaitClosed(1);
  }

  @Test
  void conditionsComeBeforeRanges() throws IOException {
    assertThat(
            exchange(
                "GET / HTTP/1.1\r\nRange: bytes=26-\r\nIf-Modified-Since: Fri, 01 May 2026 12:00:00 GMT\r\n"))
        .startsWith("HTTP/1.1 304 ")
        .contains("ETag: ", "Content-Length: 26\r\n")
        .endsWith("\r\n\r\n");
    assertThat(exchange("GET / HTTP/1.1\r\nIf-Match: \"other\"\r\n")).startsWith("HTTP/1.1 412 ");
    assertThat(exchange("GET / HTTP/1.1\r\nRange: bytes=0-0\r\nIf-Range: \"other\"\r\n"))
        .startsWith("HTTP/1.1 200 ");
    awaitClosed(3);
  }

  @Test
  void sendsNothingOfAnEmptyRepresentation() throws IOException {
    representation = representation(0);
    body = () -> new Arriving("");

    assertThat(exchange("GET / HTTP/1.1\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("Content-Length: 0\r\n")
        .endsWith("\r\n\r\n");
  }

  @Test
  void headersGoOutBeforeTheFirstByteIsThere() throws IOException {
    var arriving = new Arriving("");
    body = () -> arriving;
    try (var socket = request("GET / HTTP/1.1\r\n")) {
      var in = socket.getInputStream();
      assertThat(readHead(in)).startsWith("HTTP/1.1 200 ").contains("Content-Length: 26\r\n");

      arriving.arrive("abc");
      assertThat(in.readNBytes(3)).asString(StandardCharsets.US_ASCII).isEqualTo("abc");
      arriving.arrive(LETTERS.substring(3));
      assertThat(in.readAllBytes())
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo(LETTERS.substring(3));
    }
  }

  @Test
  void aBodyThatFailsAbortsTheConnection() throws IOException {
    var arriving = new Arriving("abc");
    body = () -> arriving;
    try (var socket = request("GET / HTTP/1.1\r\n")) {
      var in = socket.getInputStream();
      readHead(in);
      in.readNBytes(3);

      arriving.fail(new IOException("the source is gone"));

      assertThat(readToTheEnd(in)).isZero();
    }
    awaitClosed(1);
    assertThat(sent).hasValue(3);
  }

  @Test
  void waitingBodiesHoldNoThread() throws IOException {
    var arriving = new Arriving("");
    body = () -> arriving;
    int threads = server.getThreadPool().getThreads();
    var sockets = new Socket[500];
    for (int i = 0; i < sockets.length; i++) {
      sockets[i] = request("GET / HTTP/1.1\r\n");
      readHead(sockets[i].getInputStream());
    }

    assertThat(server.getThreadPool().getThreads()).isLessThan(threads + 100);

    arriving.arrive(LETTERS);
    for (var socket : sockets) {
      assertThat(socket.getInputStream().readAllBytes()).hasSize(26);
      socket.close();
    }
  }

  /** Bodies are closed, and bytes counted, a moment after the client has all it wants. */
  private void awaitClosed(int bodies) {
    try {
      assertThat(closed.tryAcquire(bodies, 10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Representation representation(long size) {
    return Representation.of(
        new VersionId("0f".repeat(32)), size, Instant.parse("2026-05-01T12:00:00Z"));
  }

  private Socket request(String head) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    socket.setSoTimeout(10_000);
    socket
        .getOutputStream()
        .write(
            (head + "Host: test\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private String exchange(String head) throws IOException {
    try (var socket = request(head)) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
          .replaceFirst("Date: [^\r]*\r\n", "");
    }
  }

  private static String readHead(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended in the head: " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  /** How many bytes come before the connection ends, in whichever way. */
  private static int readToTheEnd(InputStream in) {
    int count = 0;
    try {
      while (in.read() >= 0) {
        count++;
      }
    } catch (IOException reset) {
      return count;
    }
    return count;
  }

  /** A body that comes when the test says so; shared by all requests of a test. */
  private final class Arriving implements Body {
    private byte[] bytes;
    private @Nullable IOException fault;
    private Callback waiting = Callback.NOOP;

    Arriving(String bytes) {
      this.bytes = bytes.getBytes(StandardCharsets.US_ASCII);
    }

    void arrive(String more) {
      complete(more, null);
    }

    void fail(IOException cause) {
      complete("", cause);
    }

    private void complete(String more, @Nullable IOException cause) {
      Callback ready;
      synchronized (this) {
        byte[] added = more.getBytes(StandardCharsets.US_ASCII);
        int before = bytes.length;
        bytes = Arrays.copyOf(bytes, before + added.length);
        System.arraycopy(added, 0, bytes, before, added.length);
        fault = cause;
        ready = waiting;
        waiting = Callback.NOOP;
      }
      ready.succeeded();
    }

    @Override
    public synchronized long readable(long position) throws IOException {
      if (fault != null) {
        throw fault;
      }
      return Math.max(0, bytes.length - position);
    }

    @Override
    public synchronized ByteBuffer read(long position, int max) {
      return ByteBuffer.wrap(bytes, (int) position, max);
    }

    @Override
    public void awaitReadable(long position, Callback callback) {
      synchronized (this) {
        if (fault == null && bytes.length <= position) {
          waiting = Callback.combine(waiting, callback);
          return;
        }
      }
      callback.succeeded();
    }

    @Override
    public void close() {
      closed.release();
    }
  }
}
