package peercache.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.VersionId;

/** Positions that no int holds, in sparse files, as the kernel and as buffers send them. */
class LargeFilesIT {
  private static final HttpField TYPE = new HttpField(HttpHeader.CONTENT_TYPE, "x/y");

  /** Enough for the kernel to send it. */
  private static final int PART = 64 << 10;

  @TempDir Path directory;

  private final Server server = new Server();
  private final ServerConnector model = new ServerConnector(server, 1, 1);

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  @ParameterizedTest
  @ValueSource(longs = {5L << 30, 110L << 30})
  void servesBothEndsOfALargeFile(long size) throws Exception {
    try (var file =
        FileChannel.open(
            directory.resolve("large"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      file.write(ascii("first"), 0);
      file.write(ascii("over 4 GiB"), 4L << 30);
      file.write(ascii("last"), size - 4);
      serve(file, size);

      assertThat(exchange("HEAD", ""))
          .startsWith("HTTP/1.1 200 ")
          .contains("Content-Length: " + size + "\r\n");
      assertThat(exchange("GET", "Range: bytes=0-4\r\n"))
          .contains("Content-Range: bytes 0-4/" + size + "\r\n")
          .endsWith("\r\n\r\nfirst");
      assertThat(exchange("GET", "Range: bytes=4294967296-4294967305\r\n"))
          .contains("Content-Range: bytes 4294967296-4294967305/" + size + "\r\n")
          .endsWith("\r\n\r\nover 4 GiB");
      assertThat(exchange("GET", "Range: bytes=-" + PART + "\r\n"))
          .contains(
              "Content-Range: bytes " + (size - PART) + "-" + (size - 1) + "/" + size + "\r\n")
          .contains("Content-Length: " + PART + "\r\n")
          .endsWith("\0last");
      assertThat(exchange("GET", "Range: bytes=" + (size - 4) + "-\r\n")).endsWith("\r\n\r\nlast");
      assertThat(exchange("GET", "Range: bytes=0-1," + (size - 2) + "-\r\n"))
          .contains("bytes 0-1/" + size + "\r\n\r\nfi\r\n", "\r\n\r\nst\r\n--");
      assertThat(exchange("GET", "Range: bytes=" + size + "-\r\n"))
          .startsWith("HTTP/1.1 416 ")
          .contains("Content-Range: bytes */" + size + "\r\n");
    }
  }

  private void serve(FileChannel file, long size) throws Exception {
    var representation =
        Representation.of(new VersionId("0f".repeat(32)), size, Instant.ofEpochSecond(1));
    server.addConnector(model);
    SendfileConnector.installIn(server);
    server.setHandler(
        new Handler.Abstract.NonBlocking() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            ContentResponse.send(
                request,
                response,
                callback,
                representation,
                TYPE,
                new FileBytes(file, size),
                count -> {});
            return true;
          }
        });
    server.start();
  }

  private record FileBytes(FileChannel file, long size) implements Body {
    @Override
    public long readable(long position) {
      return size - position;
    }

    @Override
    public ByteBuffer read(long position, int max) {
      try {
        var bytes = ByteBuffer.allocate(max);
        file.read(bytes, position);
        return bytes.flip();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {}
  }

  private String exchange(String method, String header) throws IOException {
    int port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      String head = method + " / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n" + header + "\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private static ByteBuffer ascii(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }
}
