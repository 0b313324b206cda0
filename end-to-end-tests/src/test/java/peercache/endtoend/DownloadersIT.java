package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs that download a file know nothing of nodes: they follow the redirect, give the file its
 * own name, and go on where they stopped.
 */
@ExtendWith(SharedNetwork.class)
class DownloadersIT {
  private static final int SIZE = 300_000;
  private static final int HAVE = 100_000;
  private static final String URI = "{uri}";

  private static final String URLLIB =
      "import sys, urllib.request as r; r.urlretrieve(sys.argv[1], sys.argv[1].split('/')[-1])";
  private static final String FETCH =
      "const uri = process.argv[1]; const answer = await fetch(uri);"
          + " if (!answer.ok || !answer.redirected) throw new Error(answer.status);"
          + " const fs = await import('node:fs/promises');"
          + " await fs.writeFile(uri.split('/').pop(), Buffer.from(await answer.arrayBuffer()));";

  private static final String PATH = "downloads/file.bin";
  private static byte[] content = {};

  @TempDir Path directory;

  private final TestNetwork network;

  DownloadersIT(TestNetwork network) {
    this.network = network;
  }

  @BeforeAll
  static void publish(TestNetwork network) throws IOException {
    content = network.put(PATH, SIZE);
    network.awaitRedirect(PATH);
  }

  private static Named<List<String>> client(String name, String... command) {
    return Named.of(name, List.of(command));
  }

  static Stream<Named<List<String>>> clients() {
    return Stream.of(
        client("curl -LO", "curl", "-fsSLO", URI),
        client("curl -OJL", "curl", "-fsSLOJ", URI),
        client("wget", "wget", "-q", URI),
        client("wget --content-disposition", "wget", "-q", "--content-disposition", URI),
        client("wget --trust-server-names", "wget", "-q", "--trust-server-names", URI),
        client("aria2c", "aria2c", "--no-conf", "-q", URI),
        client("Python's urllib", "python3", "-c", URLLIB, URI),
        client("Node's fetch", "node", "--input-type=module", "-e", FETCH, URI));
  }

  @ParameterizedTest
  @MethodSource("clients")
  void getsTheFileFromANodeUnderItsOwnName(List<String> client) throws Exception {
    run(client, PATH).requireSuccess();

    assertThat(list()).containsExactly("file.bin");
    assertThat(directory.resolve("file.bin")).hasBinaryContent(content);
  }

  static Stream<Named<List<String>>> resumingClients() {
    return Stream.of(
        client("curl -C -", "curl", "-fsSLO", "-C", "-", URI),
        client("wget -c", "wget", "-q", "-c", URI));
  }

  @ParameterizedTest
  @MethodSource("resumingClients")
  void goesOnWhereItStopped(List<String> client) throws Exception {
    Files.write(directory.resolve("file.bin"), Arrays.copyOf(content, HAVE));
    double before = network.bytesServedToCallers();

    run(client, PATH).requireSuccess();

    assertThat(directory.resolve("file.bin")).hasBinaryContent(content);
    await()
        .atMost(TestNetwork.PATIENCE)
        .untilAsserted(() ->
            assertThat(network.bytesServedToCallers() - before)
                .as("the rest, and the bytes by which the origin tries a node out")
                .isCloseTo(SIZE - HAVE, within(100.0)));
  }

  static Stream<Named<List<String>>> clientsThatAskForTheName() {
    return Stream.of(
        client("curl -OJL", "curl", "-fsSLOJ", URI),
        client("wget --content-disposition", "wget", "-q", "--content-disposition", URI),
        client("aria2c", "aria2c", "--no-conf", "-q", "--follow-metalink=false", URI));
  }

  @ParameterizedTest
  @MethodSource("clientsThatAskForTheName")
  void aMetalinkIsStoredUnderANameOfItsOwn(List<String> client) throws Exception {
    run(client, PATH + "?metalink").requireSuccess();

    assertThat(list()).containsExactly("file.bin.meta4");
  }

  @Test
  void aScriptThatAsksForTheMetalinkByAcceptGetsIt() throws Exception {
    var result =
        run(List.of("curl", "-fsSL", "-H", "Accept: application/metalink4+xml", URI), PATH)
            .requireSuccess();

    assertThat(result.output()).contains("<metalink xmlns=", "<file name=\"file.bin\">");
  }

  private Tool.Result run(List<String> client, String path)
      throws IOException, InterruptedException {
    String uri = network.fileUri(path).toString();
    return Tool.in(directory)
        .run(client.stream().map(word -> word.equals(URI) ? uri : word).toList());
  }

  private List<String> list() throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).sorted().toList();
    }
  }
}
