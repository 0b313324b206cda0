package peercache.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.api.VersionId;

/**
 * Bytes that the kernel sends from a file by itself. The body's own buffers hold zeros but for what
 * goes out with the head, so whatever else arrives came from the file.
 */
class SendfileIT {
  private static final int SIZE = 24 << 20;

  @TempDir Path directory;

  private final Server server = new Server();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final byte[] content = new byte[SIZE];
  private Path file = Path.of("");
  private int port;

  @BeforeEach
  void start() throws Exception {
    new Random(1).nextBytes(content);
    file = Files.write(directory.resolve("file"), content);
    var model = new ServerConnector(server, 1, 1);
    server.addConnector(model);
    SendfileConnector.installIn(server);
    server.setHandler(
        new Handler.Abstract.NonBlocking() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws IOException {
            int size = Integer.parseInt(request.getHttpURI().getPath().substring(1));
            ContentResponse.send(
                request,
                response,
                callback,
                Representation.of(new VersionId("0f".repeat(32)), size, Instant.EPOCH),
                new HttpField(HttpHeader.CONTENT_TYPE, "text/plain"),
                new ZerosOverFile(FileChannel.open(file), size),
                sent::addAndGet);
            return true;
          }
        });
    server.start();
    port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @Test
  void sendsTheWholeInOneWriteOrInMany() throws Exception {
    for (int size : new int[] {SendfileEndPoint.MIN_BYTES, 1 << 20, SIZE}) {
      sent.set(0);
      assertThat(get("GET /" + size + " HTTP/1.0\r\n\r\n", size))
          .isEqualTo(Arrays.copyOf(content, size));
      await().until(() -> sent.get() == size);
    }
  }

  @Test
  void sendsARangeFromItsPosition() throws Exception {
    String range = "Range: bytes=1000001-9000000\r\n";

    assertThat(get("GET /" + SIZE + " HTTP/1.0\r\n" + range + "\r\n", 8_000_000))
        .isEqualTo(Arrays.copyOfRange(content, 1_000_001, 9_000_001));
  }

  @Test
  void leavesSmallBodiesToTheBuffer() throws Exception {
    assertThat(get("GET /1000 HTTP/1.0\r\n\r\n", 1000)).isEqualTo(new byte[1000]);
  }

  @Test
  void answersTheNextRequestOfAConnection() throws Exception {
    String first = "GET /100000 HTTP/1.1\r\nHost: a\r\n\r\n";
    String second = "GET /50000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    try (var socket = connect(first + second)) {
      var in = socket.getInputStream();
      readHead(in);
      assertThat(in.readNBytes(100_000)).isEqualTo(Arrays.copyOf(content, 100_000));
      readHead(in);
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOf(content, 50_000));
    }
  }

  @Test
  void abortsWhenTheFileIsTruncatedMeanwhile() throws Exception {
    try (var socket = connect("GET /" + SIZE + " HTTP/1.1\r\nHost: a\r\n\r\n")) {
      var in = socket.getInputStream();
      readHead(in);
      in.readNBytes(1000);
      try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(8 << 20);
      }

      assertThat(bytesUntilTheEnd(in)).isLessThan(SIZE - 1000);
      await().untilTrue(closed);
    }
  }

  private byte[] get(String request, int size) throws IOException {
    try (var socket = connect(request)) {
      var in = socket.getInputStream();
      readHead(in);
      byte[] body = in.readAllBytes();
      assertThat(body).hasSize(size);
      return body;
    }
  }

  private Socket connect(String request) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(10_000);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static void readHead(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      assertThat(next).as("the head ends").isNotNegative();
      head.append((char) next);
    }
    assertThat(head).startsWith("HTTP/1.1 20");
  }

  private static long bytesUntilTheEnd(InputStream in) {
    long count = 0;
    byte[] buffer = new byte[64 * 1024];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        count += read;
      }
    } catch (IOException reset) {
      return count;
    }
    return count;
  }

  private final class ZerosOverFile implements Body {
    private final FileChannel channel;
    private final int size;

    ZerosOverFile(FileChannel channel, int size) {
      this.channel = channel;
      this.size = size;
    }

    @Override
    public long readable(long position) {
      return size - position;
    }

    @Override
    public ByteBuffer read(long position, int max) {
      return buffer((int) position, max);
    }

    @Override
    public ByteBuffer whole() {
      return buffer(0, size);
    }

    /** Zeros, but for what may go out with a head. */
    private ByteBuffer buffer(int position, int length) {
      var buffer = ByteBuffer.allocate(length);
      if (length >= SendfileEndPoint.MIN_BYTES) {
        buffer.put(0, content, position, SendfileEndPoint.WITH_HEAD_BYTES);
      }
      return buffer;
    }

    @Override
    public FileChannel file() {
      return channel;
    }

    @Override
    public void close() {
      closed.set(true);
      try {
        channel.close();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
