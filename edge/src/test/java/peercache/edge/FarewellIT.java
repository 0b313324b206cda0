package peercache.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import peercache.edge.tls.TestTls;

/** A service that stops, and what is still on the way from it. */
@Timeout(60)
class FarewellIT {
  private static final byte[] GET =
      "GET /bytes HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  /**
   * As between a container and a caller on its machine: takes all that the service sends, and is
   * gone with all that it holds in the moment in which the service has ended.
   */
  private static final class Proxy implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final RunningService service;
    private volatile Socket inside = new Socket();
    private volatile Socket outside = new Socket();

    Proxy(RunningService service) throws IOException {
      this.service = service;
      Thread.ofVirtual().start(this::serve);
    }

    Socket connect() throws IOException {
      var socket = new Socket();
      socket.setReceiveBufferSize(64 * 1024);
      socket.connect(door.getLocalSocketAddress());
      return socket;
    }

    private void serve() {
      try {
        outside = door.accept();
        outside.setSendBufferSize(64 * 1024);
        inside = service.connect();
        inside.setSoTimeout(0);
        Thread.ofVirtual().start(() -> copy(outside, inside));
        copy(inside, outside);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    private static void copy(Socket from, Socket to) {
      try {
        from.getInputStream().transferTo(to.getOutputStream());
        to.shutdownOutput();
      } catch (IOException e) {
        // The test sees what came of it.
      }
    }

    @Override
    public void close() throws IOException {
      end();
    }

    void end() throws IOException {
      inside.close();
      outside.close();
      door.close();
    }
  }

  @Test
  void aSlowCallerGetsAllOfItsAnswerThroughAProxyThatEndsWithTheService() throws Exception {
    var service = RunningService.start("server.shutdown=graceful");
    try (var proxy = new Proxy(service);
        var caller = proxy.connect()) {
      caller.getOutputStream().write(GET);

      assertThat(receivedOf(service, proxy, begun -> receive(caller, begun)))
          .isGreaterThan(RunningService.SIZE);
    }
  }

  @Test
  void aSlowCallerGetsAllOfItsAnswerOverTls() throws Exception {
    var settings = new ArrayList<>(TestTls.properties());
    settings.add("server.shutdown=graceful");
    var service = RunningService.start(settings.toArray(String[]::new));
    try (var proxy = new Proxy(service);
        var plain = proxy.connect();
        var caller =
            TestTls.context("first")
                .getSocketFactory()
                .createSocket(plain, "localhost", plain.getPort(), true)) {
      caller.getOutputStream().write(GET);

      assertThat(receivedOf(service, proxy, begun -> receive(caller, begun)))
          .isGreaterThan(RunningService.SIZE);
    }
  }

  @Test
  void aSlowCallerGetsAllOfItsAnswerOverHttp2() throws Exception {
    var service = RunningService.start("server.shutdown=graceful");
    try (var proxy = new Proxy(service);
        var caller = new Http2Client(proxy.connect())) {
      caller.openWindows();
      int last = Http2Client.END_HEADERS | Http2Client.END_STREAM;
      caller.send(Http2Client.HEADERS, last, 1, Http2Client.request("GET", "/bytes"));

      assertThat(receivedOf(service, proxy, begun -> receive(caller, begun)))
          .isEqualTo(RunningService.SIZE);
    }
  }

  /** What a caller receives of a service that stops, and takes the network with it, meanwhile. */
  private static long receivedOf(
      RunningService service, Proxy proxy, ToLongFunction<CountDownLatch> receive)
      throws Exception {
    var begun = new CountDownLatch(1);
    var received = CompletableFuture.supplyAsync(() -> receive.applyAsLong(begun));
    begun.await();
    service.close();
    proxy.end();
    return received.get();
  }

  /** As below, frame by frame, until the stream ends and the server has said good-bye. */
  private static long receive(Http2Client caller, CountDownLatch begun) {
    try (caller) {
      long total = 0;
      boolean ended = false;
      boolean toldToGo = false;
      var pause = new CountDownLatch(1);
      while (!ended || !toldToGo) {
        var frame = caller.read();
        if (frame.type() == Http2Client.DATA) {
          total += frame.payload().remaining();
          begun.countDown();
          ended = (frame.flags() & Http2Client.END_STREAM) != 0;
          boolean _ = pause.await(300, TimeUnit.MICROSECONDS);
        }
        toldToGo |= frame.type() == Http2Client.GO_AWAY;
      }
      return total;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A few megabytes in a hundred milliseconds. */
  private static long receive(Socket caller, CountDownLatch begun) {
    try (InputStream in = caller.getInputStream()) {
      long total = 0;
      byte[] buffer = new byte[256 * 1024];
      var pause = new CountDownLatch(1);
      for (int count = in.readNBytes(buffer, 0, buffer.length); count > 0; ) {
        total += count;
        begun.countDown();
        boolean _ = pause.await(5, TimeUnit.MILLISECONDS);
        count = in.readNBytes(buffer, 0, buffer.length);
      }
      return total;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aCallerThatKeepsItsConnectionCostsNoMoreThanThePatience() throws Exception {
    var service = RunningService.start("server.shutdown=graceful", "peercache.http.farewell=500ms");
    try (var caller = service.connect()) {
      caller.getOutputStream().write(GET);
      long left = RunningService.SIZE;
      for (byte[] buffer = new byte[1 << 20]; left > 0; ) {
        left -= Math.max(0, caller.getInputStream().read(buffer));
      }

      long before = System.nanoTime();
      service.close();

      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isBetween(Duration.ofMillis(400), Duration.ofSeconds(8));
    }
  }
}
