package peercache.origin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.origin.testing.RunningOrigin;

class PublishingIT {
  private static final byte[] OLD = "old".getBytes(UTF_8);
  private static final byte[] NEW = "new!".getBytes(UTF_8);

  @TempDir static Path directory;
  @TempDir static Path data;
  private static RunningOrigin origin;

  @BeforeAll
  static void start() {
    origin = RunningOrigin.start(directory, data, "peercache.origin.max-file-size=1000B");
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  private static String digest(byte[] bytes) throws Exception {
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
    return "sha-256=:" + Base64.getEncoder().encodeToString(sha256) + ":";
  }

  private static List<String> filesUnder(Path root) throws Exception {
    try (var all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(file -> root.relativize(file).toString())
          .toList();
    }
  }

  @Test
  void publishesAtOnceUnderItsDigest() throws Exception {
    var created = origin.put("/files/p/q/r.txt", OLD);
    assertThat(created.statusCode()).isEqualTo(201);
    double hashed = origin.count("peercache.origin.hashed");
    var response = origin.get("/files/p/q/r.txt");
    assertThat(response.body()).isEqualTo(OLD);
    assertThat(response.headers().firstValue("ETag"))
        .isPresent()
        .isEqualTo(created.headers().firstValue("ETag"));
    assertThat(response.headers().firstValue("Repr-Digest")).contains(digest(OLD));
    assertThat(origin.count("peercache.origin.hashed")).isEqualTo(hashed);
    assertThat(directory.resolve("p/q/r.txt")).hasBinaryContent(OLD);
  }

  @Test
  void replacesAndMovesTheDateForward() {
    origin.put("/files/replaced", OLD);
    var first = origin.get("/files/replaced").headers();
    assertThat(origin.put("/files/replaced", NEW).statusCode()).isEqualTo(204);
    var second = origin.get("/files/replaced");
    assertThat(second.body()).isEqualTo(NEW);
    assertThat(second.headers().firstValue("Last-Modified"))
        .isNotEqualTo(first.firstValue("Last-Modified"));
    // and back to the old content
    origin.put("/files/replaced", OLD);
    var third = origin.get("/files/replaced").headers();
    assertThat(third.firstValue("ETag")).isEqualTo(first.firstValue("ETag"));
    assertThat(third.firstValue("Last-Modified"))
        .isNotEqualTo(first.firstValue("Last-Modified"))
        .isNotEqualTo(second.headers().firstValue("Last-Modified"));
  }

  @Test
  void removes() {
    origin.put("/files/removed", OLD);
    assertThat(origin.delete("/files/removed").statusCode()).isEqualTo(204);
    assertThat(origin.get("/files/removed").statusCode()).isEqualTo(404);
    assertThat(origin.delete("/files/removed").statusCode()).isEqualTo(404);
    assertThat(directory.resolve("removed")).doesNotExist();
  }

  @Test
  void isForPublishersOnly() {
    assertThat(origin.send("PUT", "/files/x", OLD).statusCode()).isEqualTo(401);
    assertThat(origin.send("DELETE", "/files/x", new byte[0]).statusCode()).isEqualTo(401);
    var asMember =
        origin.send("PUT", "/files/x", OLD, "Authorization", "Bearer " + RunningOrigin.NETWORK_KEY);
    assertThat(asMember.statusCode()).isEqualTo(403);
    assertThat(directory.resolve("x")).doesNotExist();
  }

  @Test
  void keepsConditions() {
    origin.put("/files/conditional", OLD);
    String etag = origin.get("/files/conditional").headers().firstValue("ETag").orElseThrow();
    String target = "/files/conditional";
    assertThat(origin.put(target, NEW, "If-None-Match", "*").statusCode()).isEqualTo(412);
    assertThat(origin.put(target, NEW, "If-Match", "\"x\"").statusCode()).isEqualTo(412);
    assertThat(origin.delete(target, "If-Match", "\"x\"").statusCode()).isEqualTo(412);
    assertThat(origin.get(target).body()).isEqualTo(OLD);
    assertThat(origin.put(target, NEW, "If-Match", etag).statusCode()).isEqualTo(204);
    assertThat(origin.put("/files/fresh", NEW, "If-None-Match", "*").statusCode()).isEqualTo(201);
  }

  @Test
  void checksTheDigestThatThePublisherSays() throws Exception {
    origin.put("/files/checked", OLD);
    var mismatch = origin.put("/files/checked", NEW, "Repr-Digest", digest(OLD));
    assertThat(mismatch.statusCode()).isEqualTo(400);
    assertThat(origin.put("/files/checked", NEW, "Content-Digest", "sha-256=no").statusCode())
        .isEqualTo(400);
    assertThat(origin.get("/files/checked").body()).isEqualTo(OLD);
    assertThat(origin.put("/files/checked", NEW, "Repr-Digest", digest(NEW)).statusCode())
        .isEqualTo(204);
  }

  @Test
  void refusesWhatIsTooLargeAndKeepsNothingOfIt() throws Exception {
    origin.put("/files/limited", OLD);
    assertThat(origin.put("/files/limited", new byte[1_001]).statusCode()).isEqualTo(413);
    String chunk = "400\r\n" + "x".repeat(0x400) + "\r\n0\r\n\r\n";
    String answer = origin.raw(head("/files/limited", "Transfer-Encoding: chunked") + chunk);
    assertThat(answer).startsWith("HTTP/1.1 413 ");
    assertThat(origin.put("/files/limited", new byte[1_000]).statusCode()).isEqualTo(204);
    assertThat(filesUnder(directory)).noneMatch(name -> name.contains(".peercache-"));
  }

  @Test
  void refusesWhatIsLargerThanTheDisk(@TempDir Path other, @TempDir Path otherData)
      throws Exception {
    try (var roomy =
        RunningOrigin.start(other, otherData, "peercache.origin.max-file-size=100000TB")) {
      String answer = roomy.raw(head("/files/huge", "Content-Length: 90000000000000000"));
      assertThat(answer).startsWith("HTTP/1.1 507 ");
      assertThat(filesUnder(other)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 100\r\n\r\nabc",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n"
      })
  void keepsTheOldVersionWhenABodyBreaksOff(String rest) throws Exception {
    origin.put("/files/broken/off", OLD);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), origin.port())) {
      String text = head("/files/broken/off", rest);
      socket.getOutputStream().write(text.substring(0, text.length() - 4).getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
      await()
          .until(() ->
              rest.contains("zz")
                  || filesUnder(directory).stream().anyMatch(f -> f.contains(".peercache-")));
    }
    await()
        .untilAsserted(
            () -> assertThat(filesUnder(directory)).noneMatch(f -> f.contains(".peercache-")));
    assertThat(origin.get("/files/broken/off").body()).isEqualTo(OLD);
  }

  private static String head(String target, String rest) {
    return "PUT "
        + target
        + " HTTP/1.1\r\nHost: origin\r\nAuthorization: Bearer "
        + RunningOrigin.PUBLISHER_KEY
        + "\r\n"
        + rest
        + "\r\n\r\n";
  }

  @Test
  void refusesWhatIsInTheWay() {
    origin.put("/files/way/file", OLD);
    assertThat(origin.put("/files/way", NEW).statusCode()).isEqualTo(409);
    assertThat(origin.put("/files/way/file/below", NEW).statusCode()).isEqualTo(409);
    assertThat(origin.delete("/files/way").statusCode()).isEqualTo(409);
    assertThat(origin.get("/files/way/file").body()).isEqualTo(OLD);
  }

  @Test
  void followsNoSymbolicLinkToADirectory(@TempDir Path outside) throws Exception {
    Files.createSymbolicLink(directory.resolve("way-out"), outside);
    assertThat(origin.put("/files/way-out/file", NEW).statusCode()).isEqualTo(409);
    assertThat(filesUnder(outside)).isEmpty();
  }

  @Test
  void replacesASymbolicLinkAndNotWhatItPointsTo(@TempDir Path outside) throws Exception {
    Path target = Files.write(outside.resolve("target"), OLD);
    Files.createSymbolicLink(directory.resolve("a-link"), target);
    assertThat(origin.put("/files/a-link", NEW).statusCode()).isEqualTo(201);
    assertThat(target).hasBinaryContent(OLD);
    assertThat(origin.get("/files/a-link").body()).isEqualTo(NEW);
  }

  @Test
  void refusesPartsCodingsAndItsOwnNames() {
    assertThat(origin.put("/files/part", NEW, "Content-Range", "bytes 0-3/9").statusCode())
        .isEqualTo(400);
    assertThat(origin.put("/files/part", NEW, "Content-Encoding", "gzip").statusCode())
        .isEqualTo(415);
    assertThat(origin.put("/files/.peercache-x", NEW).statusCode()).isEqualTo(400);
    assertThat(origin.put("/files/a%2Fb", NEW).statusCode()).isEqualTo(400);
    assertThat(origin.put("/files/dir/", NEW).statusCode()).isEqualTo(400);
  }

  @Test
  void leavesNoDirectoriesOfAFailedUpload() {
    assertThat(
            origin
                .put(
                    "/files/made/for/nothing",
                    NEW,
                    "Repr-Digest",
                    "sha-256=:" + Base64.getEncoder().encodeToString(new byte[32]) + ":")
                .statusCode())
        .isEqualTo(400);
    assertThat(directory.resolve("made")).doesNotExist();
  }
}
