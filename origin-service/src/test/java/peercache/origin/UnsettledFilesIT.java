package peercache.origin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import peercache.origin.testing.RunningOrigin;
import peercache.origin.testing.ScriptedNode;
import peercache.origin.testing.ScriptedRegistry;

class UnsettledFilesIT {
  /** More than what socket buffers on both sides take. */
  private static final int LARGE = 64 << 20;

  @TempDir static Path directory;
  @TempDir static Path data;
  private static ScriptedRegistry registry;
  private static ScriptedNode node;
  private static RunningOrigin origin;

  @BeforeAll
  static void start() throws Exception {
    registry = new ScriptedRegistry();
    node = new ScriptedNode();
    registry.holders = List.of(ScriptedRegistry.Named.holding("node-1", node.uri()));
    origin =
        RunningOrigin.start(
            directory,
            data,
            "peercache.origin.registry=" + registry.uri(),
            "peercache.origin.redirect-min-size=1B",
            "peercache.origin.quiet-period=60s");
  }

  @AfterAll
  static void stop() throws Exception {
    origin.close();
    registry.close();
    node.close();
  }

  @Test
  void fileBeingWrittenIsServedDirectlyAndWithoutADigest() throws Exception {
    Files.writeString(directory.resolve("growing"), "one");
    for (String content : new String[] {"one", "one two", "one two three"}) {
      Files.writeString(directory.resolve("growing"), content);
      var response = origin.get("/files/growing");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(new String(response.body(), UTF_8)).isEqualTo(content);
      assertThat(response.headers().firstValue("Peercache-Route"))
          .contains("origin; reason=unsettled");
      assertThat(response.headers().firstValue("ETag")).isEmpty();
      assertThat(response.headers().firstValue("Repr-Digest")).isEmpty();
      assertThat(response.headers().firstValue("Last-Modified")).isEmpty();
    }
  }

  @Test
  void publishedFileThatIsChangedInPlaceNeverGoesOutUnderItsOldDigest() throws Exception {
    origin.put("/files/changed", "first".getBytes(UTF_8));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(origin.get("/files/changed").statusCode()).isEqualTo(302));
    for (int i = 0; i < 50; i++) {
      byte[] content = ("again " + i).getBytes(UTF_8);
      Files.write(directory.resolve("changed"), content);
      var response = origin.get("/files/changed");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo(content);
      assertThat(response.headers().firstValue("ETag")).isEmpty();
    }
  }

  @Test
  void oldVersionIsNotServedToNodesAfterAChange() throws Exception {
    var created = origin.put("/files/gone", "to be gone".getBytes(UTF_8));
    String etag = created.headers().firstValue("ETag").orElseThrow();
    String version = "/versions/" + etag.substring(9, 73);
    assertThat(origin.getAsMember(version).statusCode()).isEqualTo(200);
    Files.writeString(directory.resolve("gone"), "now other");
    assertThat(origin.getAsMember(version).statusCode()).isEqualTo(404);
  }

  @Test
  void changeInPlaceWhileItIsSentAbortsTheConnection() throws Exception {
    origin.put("/files/in-place", new byte[LARGE]);
    try (var socket = request("/files/in-place?direct")) {
      var body = socket.getInputStream();
      assertThat(readHead(body)).contains("200 OK", "ETag");
      Files.write(directory.resolve("in-place"), new byte[] {1}, StandardOpenOption.WRITE);
      assertThat(countToEnd(body)).isLessThan(LARGE);
    }
  }

  @Test
  void replacementByNameLetsADownloadFinishWithTheOldBytes() throws Exception {
    origin.put("/files/by-name", new byte[LARGE]);
    Path other = Files.write(directory.resolve("other"), new byte[] {1});
    try (var socket = request("/files/by-name?direct")) {
      var body = socket.getInputStream();
      readHead(body);
      Files.move(other, directory.resolve("by-name"), StandardCopyOption.REPLACE_EXISTING);
      assertThat(countToEnd(body)).isEqualTo(LARGE);
    }
  }

  private static Socket request(String target) throws IOException {
    var socket = new Socket();
    socket.setReceiveBufferSize(64 << 10);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), origin.port()));
    socket
        .getOutputStream()
        .write(
            ("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                .getBytes(UTF_8));
    return socket;
  }

  private static String readHead(InputStream input) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) input.read());
    }
    return head.toString();
  }

  private static long countToEnd(InputStream input) {
    long count = 0;
    var buffer = new byte[1 << 16];
    try {
      for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
        count += read;
      }
    } catch (IOException e) {
      return count; // a reset is an end too
    }
    return count;
  }
}
