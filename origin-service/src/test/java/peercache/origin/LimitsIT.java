package peercache.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.content.RateLimit;
import peercache.origin.testing.RunningOrigin;

/** How an origin protects itself and its link. */
class LimitsIT {
  private static final int SIZE = 512 << 10;
  private static final String SLOW = "peercache.origin.fills.max-bytes-per-second=64KB";

  @TempDir Path directory;
  @TempDir Path data;

  private final byte[] content = new byte[SIZE];
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private @Nullable RunningOrigin started;
  private String version = "";

  @BeforeEach
  void publish() throws Exception {
    new Random(1).nextBytes(content);
    Files.write(directory.resolve("a.bin"), content);
    version =
        "/versions/"
            + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  private void start(String... properties) {
    started = RunningOrigin.start(directory, data, properties);
    started.awaitSettled("/files/a.bin");
  }

  private RunningOrigin origin() {
    return Objects.requireNonNull(started);
  }

  @AfterEach
  void stop() {
    client.shutdownNow(); // close() alone would wait for a body that nobody reads to its end
    client.close();
    if (started != null) {
      started.close();
    }
  }

  /** The answer to a node as soon as its headers are here. */
  private HttpResponse<InputStream> begin(String node) throws Exception {
    var request =
        HttpRequest.newBuilder(origin().uri(version))
            .header("Authorization", "Bearer " + RunningOrigin.NETWORK_KEY)
            .header("Peercache-Node", node);
    return client.send(request.build(), BodyHandlers.ofInputStream());
  }

  private HttpResponse<byte[]> tenBytes(String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 2, headers.length);
    all[0] = "Range";
    all[1] = "bytes=0-9";
    return origin().getAsMember(version, all);
  }

  @Test
  void tellsNodesThatAreTooManyWhenToComeAgain() throws Exception {
    start(
        SLOW, "peercache.origin.fills.max-reads=2", "peercache.origin.fills.max-reads-per-node=1");
    var first = begin("a");
    assertThat(first.statusCode()).isEqualTo(200);

    var share = tenBytes("Peercache-Node", "a");
    assertThat(share.statusCode()).isEqualTo(429);
    assertThat(share.headers().firstValue("Retry-After")).contains("1");
    assertThat(share.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(new String(share.body(), UTF_8)).contains("urn:peercache:problem:too-many-reads-of");

    var second = begin("b");
    assertThat(second.statusCode()).isEqualTo(200);
    var all = tenBytes("Peercache-Node", "c");
    assertThat(all.statusCode()).isEqualTo(503);
    assertThat(all.headers().firstValue("Retry-After")).contains("1");
    assertThat(new String(all.body(), UTF_8)).contains("urn:peercache:problem:too-many-reads\"");

    assertThat(outcome("too-many-reads")).isEqualTo(1);
    assertThat(outcome("too-many-reads-of-node")).isEqualTo(1);
    assertThat(origin().getAsMember(version + "/manifest").statusCode()).isEqualTo(200);
    assertThat(origin().get("/files/a.bin?direct").body()).isEqualTo(content);

    first.body().close();
    await().until(() -> tenBytes("Peercache-Node", "c").statusCode() == 206);
    await().until(() -> tenBytes("Peercache-Node", "a").statusCode() == 206);
    second.body().close();
  }

  private double outcome(String outcome) {
    return origin().count("peercache.origin.requests", "outcome", outcome);
  }

  @Test
  void countsANodeWithoutANameByItsAddress() throws Exception {
    start(SLOW, "peercache.origin.fills.max-reads-per-node=1");
    var named = begin("a");
    assertThat(tenBytes().statusCode()).isEqualTo(206);
    var unnamed = begin("a".repeat(64));
    assertThat(unnamed.statusCode()).isEqualTo(200);
    assertThat(tenBytes().statusCode()).isEqualTo(429);
    named.body().close();
    unnamed.body().close();
  }

  @Test
  void whatIsRefusedOrOverTakesNoRoom() {
    start("peercache.origin.fills.max-reads=1");
    for (int i = 0; i < 3; i++) {
      assertThat(origin().getAsMember("/versions/" + "0".repeat(64)).statusCode()).isEqualTo(404);
      assertThat(origin().getAsMember(version, "Range", "bytes=" + SIZE + "-").statusCode())
          .isEqualTo(416);
      assertThat(origin().getAsMember(version, "If-Match", "\"x\"").statusCode()).isEqualTo(412);
      assertThat(origin().getAsMember(version).body()).isEqualTo(content);
    }
  }

  @Test
  void sendsToAllNodesTogetherNoFasterThanItMay() throws Exception {
    start("peercache.origin.fills.max-bytes-per-second=1MB");
    long began = System.nanoTime();
    var first = begin("a");
    var second = begin("b");
    assertThat(second.body().readAllBytes()).isEqualTo(content);
    assertThat(first.body().readAllBytes()).isEqualTo(content);
    assertThat(System.nanoTime() - began).isGreaterThan(leastTime(2 * SIZE));
  }

  @Test
  void sendsToCallersNoFasterThanItMay() {
    start("peercache.origin.callers.max-bytes-per-second=1MB");
    long began = System.nanoTime();
    for (int i = 0; i < 3; i++) {
      // From the second time on out of a copy, and as the plainest of requests.
      assertThat(origin().get("/files/a.bin").body()).isEqualTo(content);
    }
    assertThat(System.nanoTime() - began).isGreaterThan(leastTime(3 * SIZE));
    assertThat(origin().getAsMember(version).body()).isEqualTo(content);
  }

  /** In nanoseconds, at 1 MB/s; a lower bound, so that a slow machine changes nothing. */
  private static long leastTime(long size) {
    long burst = new RateLimit(1 << 20, System::nanoTime).burst();
    return TimeUnit.SECONDS.toNanos(1) * (size - burst) / (1 << 20);
  }

  @Test
  void namesALimitThatIsTooLow() {
    assertThatThrownBy(() -> start("peercache.origin.fills.max-bytes-per-second=1KB"))
        .rootCause()
        .hasMessageContaining("peercache.origin.fills.max-bytes-per-second");
  }
}
