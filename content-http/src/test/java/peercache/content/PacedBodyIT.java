package peercache.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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

/** Bodies that share a bandwidth, over real sockets, sent from a file as nodes do. */
class PacedBodyIT {
  private static final int SIZE = 2 << 20;
  private static final int RATE = 4 << 20;

  @TempDir Path directory;

  private final byte[] content = new byte[SIZE];
  private final RateLimit limit = new RateLimit(RATE, System::nanoTime);
  private final AtomicInteger open = new AtomicInteger();
  private final Server server = new Server();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private int port;

  @BeforeEach
  void start() throws Exception {
    new Random(1).nextBytes(content);
    var file = Files.write(directory.resolve("a"), content);
    var bytes = Objects.requireNonNull(MappedBytes.open(file, SIZE));
    var id = VersionId.of(new byte[32]);
    var representation = Representation.of(id, SIZE, Instant.parse("2026-05-01T12:00:00Z"));
    server.addConnector(new ServerConnector(server, 1, 1));
    SendfileConnector.installIn(server);
    server.setHandler(
        new Handler.Abstract.NonBlocking() {
          @Override
          public boolean handle(Request request, Response response, Callback callback) {
            assertThat(bytes.retain()).isTrue();
            open.incrementAndGet();
            ContentResponse.send(
                request,
                response,
                Callback.from(open::decrementAndGet, callback),
                representation,
                new HttpField(HttpHeader.CONTENT_TYPE, "text/plain"),
                PacedBody.of(bytes.body(), limit, request),
                count -> {});
            return true;
          }
        });
    server.start();
    port = ((ServerConnector) server.getConnectors()[0]).getLocalPort();
  }

  @AfterEach
  void stop() throws Exception {
    client.shutdownNow(); // close() alone would wait for a body that nobody reads to its end
    client.close();
    server.stop();
  }

  private HttpRequest request(String range) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
        .timeout(Duration.ofSeconds(30))
        .header("Range", range)
        .build();
  }

  /** At most so many nanoseconds less than this are lawful, and no more: a lower bound only. */
  private long atLeast(long bytes) {
    return TimeUnit.SECONDS.toNanos(1) * (bytes - limit.burst()) / RATE;
  }

  @Test
  void arrivesWholeAndNoFasterThanTheRate() throws Exception {
    long began = System.nanoTime();
    var answer = client.send(request("bytes=0-"), BodyHandlers.ofByteArray());

    assertThat(System.nanoTime() - began).isGreaterThan(atLeast(SIZE));
    assertThat(answer.body()).isEqualTo(content);
  }

  @Test
  void severalShareTheRate() throws Exception {
    long began = System.nanoTime();
    var first = client.sendAsync(request("bytes=0-"), BodyHandlers.ofByteArray());
    var second = client.sendAsync(request("bytes=0-"), BodyHandlers.ofByteArray());
    assertThat(first.get(30, TimeUnit.SECONDS).body()).isEqualTo(content);
    assertThat(second.get(30, TimeUnit.SECONDS).body()).isEqualTo(content);
    assertThat(System.nanoTime() - began).isGreaterThan(atLeast(2L * SIZE));
  }

  @Test
  void severalRangesOfOneAnswerArePacedToo() throws Exception {
    var answer = client.send(request("bytes=0-9,1000000-1999999"), BodyHandlers.ofByteArray());

    assertThat(answer.statusCode()).isEqualTo(206);
    var tail = Arrays.copyOfRange(content, 1_900_000, 2_000_000);
    int end = answer.body().length - "\r\n--0123456789abcdef--\r\n".length();
    assertThat(Arrays.copyOfRange(answer.body(), end - tail.length, end)).isEqualTo(tail);
  }

  @Test
  void whoeverLeavesGivesItsTurnBack() throws Exception {
    var answer = client.send(request("bytes=0-"), BodyHandlers.ofInputStream());
    assertThat(answer.body().read()).isEqualTo(content[0] & 0xff);
    answer.body().close();

    await().until(() -> open.get() == 0);
    await().until(() -> limit.backlogNanos() == 0);
  }
}
