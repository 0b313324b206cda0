package peercache.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import peercache.origin.testing.RunningOrigin;

/** What a publisher is told where there is no room for one more file, or for one more upload. */
class PublishingBoundsIT {
  private static final byte[] OLD = "old".getBytes(UTF_8);

  /** More than the small file system takes. */
  private static final int TOO_LARGE = 16 << 20;

  @TempDir Path directory;
  @TempDir Path data;

  @Test
  void keepsTheOldVersionWhenTheDiskBecomesFullUnderAnUpload() throws Exception {
    onASmallDisk(origin -> {
      origin.put("/files/old", OLD);

      for (String target : List.of("/files/old", "/files/a/new/one")) {
        assertNoRoom(putChunked(origin, target, TOO_LARGE));
      }

      assertThat(origin.get("/files/old").body()).isEqualTo(OLD);
      assertThat(origin.get("/files/a/new/one").statusCode()).isEqualTo(404);
      assertThat(under(directory)).containsExactly("old");
      assertThat(origin.put("/files/fits", OLD).statusCode()).isEqualTo(201);
    });
  }

  @Test
  void keepsTheOldVersionWhenTheDiskIsFullAlready() throws Exception {
    onASmallDisk(origin -> {
      origin.put("/files/old", OLD);
      fillUp(directory.resolve("filler"));

      assertNoRoom(putChunked(origin, "/files/old", 100_000));
      assertNoRoom(origin.put("/files/old", new byte[100_000]));
      assertNoRoom(origin.put("/files/new/one", new byte[100_000]));

      assertThat(origin.get("/files/old").body()).isEqualTo(OLD);
      assertThat(under(directory)).containsExactlyInAnyOrder("old", "filler");
      assertThat(origin.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    });
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void publishesWithoutAMemoryWhileItsOwnDatabaseFindsNoRoom(CapturedOutput log) throws Exception {
    data = directory.resolve(".peercache/origin");
    onASmallDisk(origin -> {
      // Not served, so that nobody hashes it, which would keep it on the disk when it is deleted.
      Path filler = directory.resolve(".peercache/filler");
      fillUp(filler);

      // An empty file needs no room in this file system, while the database does.
      await()
          .pollInterval(Duration.ofMillis(1))
          .untilAsserted(() -> {
            int status = origin.put("/files/" + UUID.randomUUID(), new byte[0]).statusCode();
            assertThat(status).isEqualTo(201);
            assertThat(log.toString()).contains("Digests are not remembered");
          });
      Files.delete(filler);

      assertThat(origin.put("/files/new", new byte[100_000]).statusCode()).isEqualTo(201);
      assertThat(origin.get("/files/new").body()).hasSize(100_000);
    });
  }

  @Test
  void asksToComeAgainWhenTooManyUploadsRun() throws Exception {
    try (var origin = RunningOrigin.start(directory, data, "peercache.origin.max-uploads=1");
        var running = new Socket(InetAddress.getLoopbackAddress(), origin.port())) {
      origin.put("/files/busy", OLD);
      var output = running.getOutputStream();
      output.write(
          ("PUT /files/slow HTTP/1.1\r\nHost: origin\r\nAuthorization: Bearer "
                  + RunningOrigin.PUBLISHER_KEY
                  + "\r\nContent-Length: 4\r\n\r\nslo")
              .getBytes(UTF_8));
      await().until(() -> under(directory).size() == 2);

      for (var refused :
          List.of(
              origin.put("/files/busy", new byte[5]),
              origin.put("/files/busy", new byte[TOO_LARGE]),
              putChunked(origin, "/files/busy", TOO_LARGE))) {
        assertProblem(refused, 503, "busy");
        assertThat(refused.headers().firstValue("Retry-After")).contains("5");
      }
      assertThat(origin.get("/files/busy").body()).isEqualTo(OLD);
      assertThat(under(directory)).hasSize(2);

      output.write('w');
      await().until(() -> origin.get("/files/slow").statusCode() == 200);
      await().until(() -> origin.put("/files/busy", new byte[5]).statusCode() == 204);
    }
  }

  @Test
  void aRefusalIsHeardByWhoeverStillSends() throws Exception {
    try (var origin = RunningOrigin.start(directory, data);
        var socket = new Socket(InetAddress.getLoopbackAddress(), origin.port())) {
      var output = socket.getOutputStream();
      output.write(
          ("PUT /files/a HTTP/1.1\r\nHost: origin\r\nContent-Length: " + TOO_LARGE + "\r\n\r\n")
              .getBytes(UTF_8));
      for (int sent = 0; sent < TOO_LARGE; sent += 1 << 20) {
        output.write(new byte[Math.min(1 << 20, TOO_LARGE - sent)]);
      }

      var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      assertThat(answer.readLine()).startsWith("HTTP/1.1 401 ");
      assertThat(under(directory)).isEmpty();
    }
  }

  private static void assertNoRoom(HttpResponse<byte[]> response) {
    assertProblem(response, 507, "no-room");
  }

  private static void assertProblem(HttpResponse<byte[]> response, int status, String name) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(new String(response.body(), UTF_8)).contains("urn:peercache:problem:" + name);
  }

  /** Without a word about its length, as it comes out of a pipe. */
  private static HttpResponse<byte[]> putChunked(RunningOrigin origin, String target, int length)
      throws Exception {
    try (var client = HttpClient.newHttpClient()) {
      InputStream body = new ByteArrayInputStream(new byte[length]);
      var request =
          HttpRequest.newBuilder(origin.uri(target))
              .version(HttpClient.Version.HTTP_1_1)
              .timeout(Duration.ofSeconds(20))
              .header("Authorization", "Bearer " + RunningOrigin.PUBLISHER_KEY)
              .PUT(BodyPublishers.ofInputStream(() -> body));
      return client.send(request.build(), BodyHandlers.ofByteArray());
    }
  }

  private static List<String> under(Path root) throws IOException {
    try (var all = Files.walk(root)) {
      return all.filter(found -> !found.equals(root))
          .map(found -> root.relativize(found).toString())
          .toList();
    }
  }

  private interface Work {
    void with(RunningOrigin origin) throws Exception;
  }

  private void onASmallDisk(Work work) throws Exception {
    assumeTrue(isMounted(directory), "mounting a small file system is not allowed here");
    try (var origin = RunningOrigin.start(directory, data)) {
      work.with(origin);
    } finally {
      run("umount", "-l", directory.toString());
    }
  }

  private static boolean isMounted(Path mountPoint) throws Exception {
    return run("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", mountPoint.toString()) == 0;
  }

  private static void fillUp(Path file) {
    assertThatThrownBy(
            () -> {
              try (var output = Files.newOutputStream(file)) {
                while (true) {
                  output.write(new byte[64 << 10]);
                }
              }
            })
        .isInstanceOf(IOException.class);
  }

  private static int run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException notInstalled) {
      return -1;
    }
  }
}
