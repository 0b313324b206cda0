package peercache.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.content.ManifestSignature;
import peercache.origin.signing.SigningKey;
import peercache.origin.testing.RunningOrigin;

/** What an origin says to the nodes that fill. */
class ServingVersionsIT {
  private static final byte[] CONTENT = "0123456789".getBytes(UTF_8);

  @TempDir static Path directory;
  @TempDir static Path data;
  private static RunningOrigin origin;

  @BeforeAll
  static void start() throws Exception {
    Files.write(directory.resolve("a.txt"), CONTENT);
    Files.write(directory.resolve("empty"), new byte[0]);
    Files.createDirectory(directory.resolve("dir"));
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
  void versionsAreForMembersOnly() throws Exception {
    String target = "/versions/" + sha256(CONTENT);
    assertThat(origin.get(target).statusCode()).isEqualTo(401);
    var asPublisher = origin.get(target, "Authorization", "Bearer " + RunningOrigin.PUBLISHER_KEY);
    assertThat(asPublisher.statusCode()).isEqualTo(403);
    var asMember = origin.getAsMember(target, "Range", "bytes=8-");
    assertThat(asMember.statusCode()).isEqualTo(206);
    assertThat(asMember.body()).isEqualTo(Arrays.copyOfRange(CONTENT, 8, 10));
    assertThat(asMember.headers().firstValue("Cache-Control"))
        .contains("public, max-age=31536000, immutable");
  }

  @Test
  void onlyUrlsThatDoNotEndWithTheNameSayIt() throws Exception {
    byte[] content = "under one name only".getBytes(UTF_8);
    Files.write(directory.resolve("dir/\"größe\".txt"), content);
    String file = "/files/dir/%22gr%C3%B6%C3%9Fe%22.txt";
    origin.awaitSettled(file);
    String version = "/versions/" + sha256(content);

    assertThat(disposition(origin.get(file))).isEmpty();
    assertThat(disposition(origin.getAsMember(version)))
        .contains(
            "attachment; filename=\"_gr__e_.txt\"; filename*=UTF-8''%22gr%C3%B6%C3%9Fe%22.txt");
    assertThat(disposition(origin.getAsMember(version + "/manifest")))
        .contains(
            "attachment; filename=\"_gr__e_.txt.manifest.json\";"
                + " filename*=UTF-8''%22gr%C3%B6%C3%9Fe%22.txt.manifest.json");
    assertThat(disposition(origin.getAsMember(version, "If-Match", "\"x\""))).isEmpty();
  }

  private static Optional<String> disposition(HttpResponse<byte[]> response) {
    return response.headers().firstValue("Content-Disposition");
  }

  @Test
  void manifestTellsThePieces() throws Exception {
    var response = origin.getAsMember("/versions/" + sha256(CONTENT) + "/manifest");
    assertThat(new String(response.body(), UTF_8))
        .contains("\"size\":10", "\"pieceSize\":1048576", "\"pieces\":[\"" + sha256(CONTENT));
  }

  @Test
  void manifestIsSignedWithThePublishedKey() throws Exception {
    var response = origin.getAsMember("/versions/" + sha256(CONTENT) + "/manifest");
    var again = origin.getAsMember("/versions/" + sha256(CONTENT) + "/manifest");
    var field = response.headers().firstValue("Peercache-Signature");
    var key = origin.context().getBean(SigningKey.class).publicKey();

    assertThat(
            ManifestSignature.parse(field.orElseThrow()).orElseThrow().proves(response.body(), key))
        .isTrue();
    assertThat(again.headers().firstValue("Peercache-Signature")).isEqualTo(field);
  }

  @Test
  void anEarlyManifestIsForOneNode() throws Exception {
    byte[] content = "who is first?".getBytes(UTF_8);
    Files.write(directory.resolve("early.txt"), content);
    origin.awaitSettled("/files/early.txt");
    String manifest = "/versions/" + sha256(content) + "/manifest";

    var first = origin.getAsMember(manifest + "?early", "Peercache-Node", "a");
    var second = origin.getAsMember(manifest + "?early", "Peercache-Node", "b");
    var again = origin.getAsMember(manifest + "?early", "Peercache-Node", "a");
    var late = origin.getAsMember(manifest, "Peercache-Node", "b");

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(second.statusCode()).isEqualTo(409);
    assertThat(new String(second.body(), UTF_8)).contains("manifest-elsewhere");
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(late.body()).isEqualTo(first.body());
  }

  @Test
  void refusesUnknownAndMalformedVersions() {
    assertThat(origin.getAsMember("/versions/" + "0".repeat(64)).statusCode()).isEqualTo(404);
    assertThat(origin.getAsMember("/versions/xyz").statusCode()).isEqualTo(400);
    assertThat(origin.getAsMember("/versions/" + "0".repeat(64) + "/x").statusCode())
        .isEqualTo(400);
  }

  @Test
  void fencesOffAFillerThatWasReplaced() throws Exception {
    String target = "/versions/" + sha256(new byte[0]);
    origin.awaitSettled("/files/empty");
    assertThat(origin.getAsMember(target, "Peercache-Fill-Token", "7").statusCode()).isEqualTo(200);
    assertThat(origin.getAsMember(target, "Peercache-Fill-Token", "6").statusCode()).isEqualTo(409);
    assertThat(origin.getAsMember(target).statusCode()).isEqualTo(200);
    assertThat(origin.getAsMember(target, "Peercache-Fill-Token", "x").statusCode()).isEqualTo(400);
  }

  @Test
  void letsNodesThatFillMeetWithoutTheRegistry() throws Exception {
    String version = "/versions/" + sha256(CONTENT);
    String[] one = {"Peercache-Node", "one", "Peercache-Node-Uri", "http://10.0.0.1:8082"};
    String[] two = {"Peercache-Node", "two", "Peercache-Node-Uri", "http://10.0.0.2:8082"};
    String[] three = {"Peercache-Node", "three", "Peercache-Node-Uri", "http://10.0.0.3:8082"};

    assertThat(fillers(version, one)).isEqualTo("{\"fillers\":[]}");
    assertThat(fillers(version, two))
        .isEqualTo("{\"fillers\":[{\"id\":\"one\",\"uri\":\"http://10.0.0.1:8082\"}]}");
    assertThat(origin.getAsMember(version, three).statusCode()).isEqualTo(200);
    assertThat(fillers(version, one)).as("who reads fills").containsSubsequence("three", "two");

    for (var wrong :
        List.of(
            List.of("Peercache-Node", "one"),
            List.of("Peercache-Node", "NO", "Peercache-Node-Uri", "http://10.0.0.1:8082"),
            List.of("Peercache-Node", "one", "Peercache-Node-Uri", "file:///etc/passwd"),
            List.of("Peercache-Node", "one", "Peercache-Node-Uri", "http://a:b@10.0.0.1/"))) {
      var answer = origin.getAsMember(version + "/fillers", wrong.toArray(String[]::new));
      assertThat(answer.statusCode()).as("%s", wrong).isEqualTo(400);
      assertThat(new String(answer.body(), UTF_8)).contains("bad-node", "Peercache-Node-Uri");
    }
    assertThat(origin.get(version + "/fillers").statusCode()).as("without a key").isEqualTo(401);
  }

  private static String fillers(String version, String... node) {
    var answer = origin.getAsMember(version + "/fillers", node);
    assertThat(answer.statusCode()).isEqualTo(200);
    return new String(answer.body(), UTF_8);
  }

  @Test
  void letsOneNodeLeadAFillWithoutTheRegistry() throws Exception {
    String target = "/versions/" + sha256(CONTENT);
    origin.awaitSettled("/files/a.txt");
    String leader = "Peercache-Fill-Leader";
    assertThat(origin.getAsMember(target, leader, "node-1").statusCode()).isEqualTo(200);
    var other = origin.getAsMember(target, leader, "node-2");
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(new String(other.body(), UTF_8)).contains("led-by-another");
    assertThat(origin.getAsMember(target, "Peercache-Fill-Token", "1").statusCode()).isEqualTo(200);
    assertThat(origin.getAsMember(target, leader, "node-1").statusCode()).isEqualTo(409);
    assertThat(origin.getAsMember(target).statusCode()).isEqualTo(200);
    assertThat(origin.getAsMember(target, leader, "no id").statusCode()).isEqualTo(400);
  }

  /** At an origin of its own: what another test was sent may be counted when that test is over. */
  @Test
  void countsWhatGoesToNodesAndToCallers(@TempDir Path ownData) throws Exception {
    try (var own = RunningOrigin.start(directory, ownData)) {
      own.awaitSettled("/files/a.txt");
      double toCallers = own.count("peercache.origin.bytes", "to", "caller");
      own.getAsMember("/versions/" + sha256(CONTENT));
      own.get("/files/a.txt");
      // Counted when the network took them, which is not before the client has them.
      await()
          .untilAsserted(() -> {
            assertThat(own.count("peercache.origin.bytes", "to", "node")).isEqualTo(10);
            assertThat(own.count("peercache.origin.bytes", "to", "caller") - toCallers)
                .isEqualTo(10);
          });
    }
  }
}
