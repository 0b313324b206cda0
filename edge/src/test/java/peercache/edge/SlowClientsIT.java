package peercache.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that keep a connection busy with next to nothing. */
@SuppressWarnings("NullAway.Init")
@Timeout(60)
class SlowClientsIT {
  private static final String REQUEST = "GET /bytes HTTP/1.1\r\nHost: test\r\n";
  private static RunningService service;

  @BeforeAll
  static void start() {
    service =
        RunningService.start(
            "peercache.http.head-timeout=400ms",
            "peercache.http.stall-timeout=1500ms",
            "server.jetty.connection-idle-timeout=600ms");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void aHeadThatComesByteByByteEndsTheConnection() throws Exception {
    try (var socket = service.connect()) {
      int sent = drip(socket, "GET /forbidden HTTP/1.1\r\nHost: test\r\nX: " + "y".repeat(1_000));
      assertThat(sent).isLessThan(1_000);
    }
  }

  @Test
  void soDoesTheHeadOfALaterRequest() throws Exception {
    try (var socket = service.connect()) {
      socket
          .getOutputStream()
          .write("GET /forbidden HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      int sent = drip(socket, "GET /forbidden HTTP/1.1\r\nHost: test\r\nX: " + "y".repeat(1_000));
      assertThat(sent).isLessThan(1_000);
    }
  }

  @Test
  void anIdleConnectionEnds() throws Exception {
    try (var socket = service.connect()) {
      socket
          .getOutputStream()
          .write("GET /forbidden HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().readAllBytes()).asString().startsWith("HTTP/1.1 403 ");
    }
  }

  @Test
  void anHttp2ConnectionThatOnlyTalksEnds() throws Exception {
    try (var client = new Http2Client(service.connect())) {
      client.settings();
      boolean open = true;
      while (open) { // at most as long as the test may take
        open = client.ping() && client.isOpenAfter(100);
      }
    }
  }

  @Test
  void aReaderThatTakesNothingIsEnded() throws Exception {
    try (var socket = withSmallBuffer()) {
      socket.getOutputStream().write((REQUEST + "\r\n").getBytes(StandardCharsets.UTF_8));
      awaitConnections(1);
      awaitConnections(0);
      assertThat(readToTheEnd(socket.getInputStream())).isLessThan(RunningService.SIZE);
    }
  }

  @Test
  void aReaderThatTakesALittleNowAndThenLives() throws Exception {
    try (var socket = withSmallBuffer()) {
      socket
          .getOutputStream()
          .write((REQUEST + "Connection: close\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      var input = socket.getInputStream();
      long begin = System.nanoTime();
      long count = 0;
      while (System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(3)) {
        count += input.readNBytes(64 << 10).length;
        socket.setSoTimeout(20_000);
        pause(300);
      }
      assertThat(count + input.readAllBytes().length).isGreaterThan(RunningService.SIZE);
    }
  }

  @Test
  void slowReadersCostNoThread() throws Exception {
    var pool = service.jetty().getThreadPool();
    var sockets = new ArrayList<Socket>();
    for (int i = 0; i < 100; i++) {
      var socket = withSmallBuffer();
      socket.getOutputStream().write((REQUEST + "\r\n").getBytes(StandardCharsets.UTF_8));
      assertThat(socket.getInputStream().read()).isEqualTo('H');
      sockets.add(socket);
    }
    assertThat(service.raw("GET /forbidden HTTP/1.1")).startsWith("HTTP/1.1 403 ");
    assertThat(pool.getThreads()).isLessThanOrEqualTo(8);
    for (var socket : sockets) {
      socket.close();
    }
  }

  /**
   * @return how many characters were sent before the other side closed
   */
  private static int drip(Socket socket, String text) throws Exception {
    for (int i = 0; i < text.length(); i++) {
      try {
        socket.getOutputStream().write(text.charAt(i));
      } catch (IOException closed) {
        return i;
      }
      socket.setSoTimeout(20);
      try {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        return i;
      } catch (SocketTimeoutException open) {
        assertThat(i).isNotNegative();
      } catch (IOException closed) {
        return i;
      }
    }
    return text.length();
  }

  private static Socket withSmallBuffer() throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(16 << 10);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), service.port()));
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void awaitConnections(int count) {
    org.awaitility.Awaitility.await()
        .until(() ->
            service.jetty().getConnectors()[0].getConnectedEndPoints().stream()
                    .filter(endPoint -> endPoint.isOpen())
                    .count()
                == count);
  }

  private static void pause(int millis) throws InterruptedException {
    new java.util.concurrent.CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
  }

  private static long readToTheEnd(InputStream input) {
    long count = 0;
    try {
      var buffer = new byte[1 << 16];
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        count += read;
      }
    } catch (IOException reset) {
      return count;
    }
    return count;
  }
}
