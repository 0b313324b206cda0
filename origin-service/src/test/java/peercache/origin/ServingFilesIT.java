package peercache.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.FilePath;
import peercache.origin.testing.RunningOrigin;

class ServingFilesIT {
  private static final byte[] CONTENT = "0123456789".getBytes(UTF_8);

  @TempDir static Path directory;
  @TempDir static Path data;
  @TempDir static Path outside;
  private static RunningOrigin origin;

  @BeforeAll
  static void start() throws Exception {
    Files.write(directory.resolve("a.txt"), CONTENT);
    Files.write(directory.resolve("empty"), new byte[0]);
    Files.createDirectories(directory.resolve("dir/deep"));
    Files.write(directory.resolve("dir/<b>&.txt"), CONTENT);
    Files.writeString(outside.resolve("secret"), "secret");
    Files.createSymbolicLink(directory.resolve("link"), outside.resolve("secret"));
    Files.createSymbolicLink(directory.resolve("linked-dir"), outside);
    Files.createDirectories(directory.resolve(".peercache"));
    Files.writeString(directory.resolve(".peercache/key"), "secret");
    Files.writeString(directory.resolve(".peercache-upload-of-another-run"), "left over");
    origin = RunningOrigin.start(directory, data);
    origin.awaitSettled("/files/a.txt");
  }

  @AfterAll
  static void stop() {
    origin.close();
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void sendsTheBytesUnderTheirDigest() throws Exception {
    var response = origin.get("/files/a.txt");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(CONTENT);
    var headers = response.headers();
    assertThat(headers.firstValue("ETag")).contains("\"sha-256-" + sha256(CONTENT) + "\"");
    assertThat(headers.firstValue("Repr-Digest")).isPresent();
    assertThat(headers.firstValue("Last-Modified")).isPresent();
    assertThat(headers.firstValue("Content-Type")).contains("text/plain");
    assertThat(headers.firstValue("Cache-Control")).contains("no-cache");
    assertThat(headers.firstValue("Peercache-Route")).contains("origin; reason=small");
  }

  @Test
  void whatIsAskedForAgainAndAgainIsNeverOld() throws Exception {
    var path = directory.resolve("often.txt");
    for (int i = 0; i < 3; i++) {
      byte[] content = ("state " + i).getBytes(UTF_8);
      Files.write(path, content);
      assertThat(origin.get("/files/often.txt").body()).isEqualTo(content);
      origin.awaitSettled("/files/often.txt");
      for (int again = 0; again < 4; again++) {
        var response = origin.get("/files/often.txt");
        assertThat(response.body()).isEqualTo(content);
        assertThat(response.headers().firstValue("ETag"))
            .contains("\"sha-256-" + sha256(content) + "\"");
      }
    }
    Files.delete(path);
    assertThat(origin.get("/files/often.txt").statusCode()).isEqualTo(404);
  }

  @Test
  void aFileSaysTheSameWhicheverWayItIsServed() throws Exception {
    String request = "GET /files/a.txt HTTP/1.1\r\nHost: origin\r\n";
    String plain = origin.raw(request + "\r\n");
    for (int again = 0; again < 2; again++) {
      plain = origin.raw(request + "\r\n");
    }

    String full = origin.raw(request + "X-Other: a\r\n\r\n");

    assertThat(plain).startsWith("HTTP/1.1 200 OK\r\n").contains("\r\nETag: ");
    assertThat(RunningOrigin.fields(plain)).isEqualTo(RunningOrigin.fields(full));
  }

  @Test
  void headIsGetWithoutTheBody() {
    var get = origin.get("/files/a.txt").headers();
    var head = origin.head("/files/a.txt");
    assertThat(head.body()).isEmpty();
    for (String name : new String[] {"ETag", "Content-Length", "Last-Modified", "Content-Type"}) {
      assertThat(head.headers().firstValue(name)).as(name).isEqualTo(get.firstValue(name));
    }
  }

  @Test
  void sendsAnEmptyFile() {
    var response = origin.get("/files/empty");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(response.headers().firstValue("Content-Length")).contains("0");
  }

  @Test
  void sendsRangesAndRefusesThoseThatDoNotExist() {
    var part = origin.get("/files/a.txt", "Range", "bytes=2-4");
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(new String(part.body(), UTF_8)).isEqualTo("234");
    var none = origin.get("/files/a.txt", "Range", "bytes=10-");
    assertThat(none.statusCode()).isEqualTo(416);
    assertThat(none.headers().firstValue("Content-Range")).contains("bytes */10");
  }

  @Test
  void answersConditionalRequests() {
    String etag = origin.get("/files/a.txt").headers().firstValue("ETag").orElseThrow();
    assertThat(origin.get("/files/a.txt", "If-None-Match", etag).statusCode()).isEqualTo(304);
    assertThat(origin.get("/files/a.txt", "If-Match", "\"x\"").statusCode()).isEqualTo(412);
    assertThat(origin.get("/files/a.txt", "If-None-Match", "\"x\"").statusCode()).isEqualTo(200);
  }

  @Test
  void unknownFileIsAProblemWithATypeThatStays() {
    var response = origin.get("/files/none");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(new String(response.body(), UTF_8)).contains("urn:peercache:problem:unknown-file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/files/../etc/passwd",
        "/files/a/../b",
        "/files/%2e%2e/etc/passwd",
        "/files/a%2Fb",
        "/files/a%2fb",
        "/files//a.txt",
        "/files/a//b",
        "/files//",
        "/files/%2E/a.txt",
        "/files/a%00b",
        "/files/a%0Ab",
        "/files/a%7F",
        "/files/a%C2%85",
        "/files/a%FF",
        "/files/a%",
        "/files/a%2",
        "/files/a%zz"
      })
  void refusesWhatIsNoPath(String target) throws Exception {
    assertThat(origin.rawGet(target)).startsWith("HTTP/1.1 400 ").contains("problem+json");
  }

  @Test
  void segmentsThatMeanNothingAreLeftOut() throws Exception {
    assertThat(origin.rawGet("/files/./a.txt")).startsWith("HTTP/1.1 200 ");
    assertThat(origin.rawGet("/files/dir/./deep/./")).startsWith("HTTP/1.1 200 ");
    assertThat(origin.rawGet("/files/dir/."))
        .startsWith("HTTP/1.1 302 ")
        .contains("Location: /files/dir/\r\n");
  }

  @Test
  void refusesPathsAndNamesThatAreTooLong() throws Exception {
    assertThat(origin.rawGet("/files/" + "a".repeat(256))).startsWith("HTTP/1.1 400 ");
    assertThat(origin.rawGet("/files/" + "a/".repeat(1_025) + "a")).startsWith("HTTP/1.1 400 ");
    assertThat(origin.rawGet("/files/" + "a".repeat(255))).startsWith("HTTP/1.1 404 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/files/link", "/files/linked-dir/secret", "/files/linked-dir/"})
  void followsNoSymbolicLink(String target) {
    var response = origin.get(target);
    assertThat(response.statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/files/.peercache/key", "/files/.peercache/", "/files/.peercache-x"})
  void hidesWhatIsItsOwn(String target) {
    assertThat(origin.get(target).statusCode()).isEqualTo(404);
    assertThat(new String(origin.get("/files/").body(), UTF_8)).doesNotContain(".peercache");
  }

  @Test
  void removesWhatAnEarlierRunLeftBehind() {
    assertThat(directory.resolve(".peercache-upload-of-another-run")).doesNotExist();
    assertThat(directory.resolve(".peercache/key")).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with space",
        "100%",
        "%41",
        "a+b",
        "a;b=c",
        "a&b?c#d",
        "ümläut-日本-😀",
        "'quotes\"",
        "back\\slash",
        "[brackets]{}|^`",
        "~.-_!$()*,=:@"
      })
  void servesOddNamesByteForByte(String name) throws Exception {
    servesAs(name);
  }

  @Test
  void servesNamesOf255Bytes() throws Exception {
    servesAs("ü".repeat(127) + "x");
  }

  private static void servesAs(String name) throws Exception {
    byte[] content = ("in " + name).getBytes(UTF_8);
    Files.write(directory.resolve("dir/deep").resolve(name), content);
    var response = origin.get("/files/" + new FilePath("dir/deep/" + name).toUriPath());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(content);
  }

  @Test
  void sendsADirectoryWithoutASlashToItsListing() {
    var response = origin.get("/files/dir");
    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(response.headers().firstValue("Location")).contains("/files/dir/");
    assertThat(origin.get("/files/none/").statusCode()).isEqualTo(404);
  }

  @Test
  void listsForPeopleWithNamesEscaped() {
    var response = origin.get("/files/dir/");
    assertThat(response.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
    assertThat(new String(response.body(), UTF_8))
        .contains("&lt;b&gt;&amp;.txt", "href=\"./%3Cb%3E&amp;.txt\"", "href=\"./deep/\"")
        .doesNotContain("<b>");
  }

  @Test
  void listsForProgramsWithoutLinks() throws Exception {
    var response = origin.get("/files/", "Accept", "application/json");
    String json = new String(response.body(), UTF_8);
    assertThat(json)
        .contains("\"id\":\"a.txt\"", "\"kind\":\"directory\"", "\"size\":10", sha256(CONTENT))
        .doesNotContain("link");
  }

  @Test
  void namesWhatIsAllowed() {
    byte[] nothing = new byte[0];
    var post = origin.send("POST", "/files/a.txt", nothing);
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD, PUT, DELETE, OPTIONS");
    var options = origin.send("OPTIONS", "/files/a.txt", nothing);
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Allow")).isPresent();
  }

  @Test
  void explainsWithoutARegistry() {
    var response = origin.get("/explain/a.txt?client=192.0.2.1");
    assertThat(new String(response.body(), UTF_8))
        .contains("\"to\":\"origin\"", "\"reason\":\"no-registry\"", "\"client\":\"192.0.2.1\"");
    assertThat(origin.get("/explain/a.txt?client=nonsense").statusCode()).isEqualTo(400);
    assertThat(origin.get("/explain/a.txt?client=localhost").statusCode()).isEqualTo(400);
    assertThat(origin.get("/explain/a%2Fb").statusCode()).isEqualTo(400);
    assertThat(origin.get("/explain/none").statusCode()).isEqualTo(404);
  }

  @Test
  void isReadyWithoutARegistry() {
    assertThat(origin.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
    assertThat(origin.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(origin.get("/actuator/info").statusCode()).isEqualTo(200);
    assertThat(origin.get("/actuator/env").statusCode()).isEqualTo(404);
  }

  @Test
  void noticesWhatHappensOnDiskWithoutBeingAsked() throws Exception {
    Files.createDirectories(outside.resolve("tree/below"));
    Files.write(outside.resolve("tree/below/in"), "moved in".getBytes(UTF_8));
    Files.move(outside.resolve("tree"), directory.resolve("tree"));
    awaitListed("/files/tree/below/", sha256("moved in".getBytes(UTF_8)));
    Files.write(directory.resolve("tree/below/in"), "changed".getBytes(UTF_8));
    awaitListed("/files/tree/below/", sha256("changed".getBytes(UTF_8)));
  }

  /** A listing asks the catalogue and moves nothing in it. */
  private static void awaitListed(String target, String version) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() ->
            assertThat(new String(origin.get(target, "Accept", "application/json").body(), UTF_8))
                .contains(version));
  }

  @Test
  void seesANewFileAtOnce() throws Exception {
    Files.write(directory.resolve("new.txt"), CONTENT);
    assertThat(origin.get("/files/new.txt").statusCode()).isEqualTo(200);
    Files.delete(directory.resolve("new.txt"));
    assertThat(origin.get("/files/new.txt").statusCode()).isEqualTo(404);
  }
}
