package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file is called, it comes through redirect and node byte for byte. */
class OddNamesIT {
  private static final int SIZE = 100_000;

  @TempDir static Path directory;

  private static TestNetwork network;

  @BeforeAll
  static void start() throws Exception {
    network = TestNetwork.start(directory, 1, Map.of());
    network.awaitLiveNodes(1);
  }

  @AfterAll
  static void stop() {
    network.close();
  }

  static Stream<String> names() {
    return Stream.of(
        "with space",
        "100%",
        "%41",
        "a+b",
        "semi;colon=1/and;more",
        "question?mark#hash",
        "größe/数据/🚀.bin",
        "quote\"<b>&amp;'",
        "back\\slash",
        "...",
        "a..b",
        "comma,colon:at@",
        "x".repeat(255),
        "ü".repeat(127));
  }

  @ParameterizedTest
  @MethodSource("names")
  void comesThroughRedirectAndNodeByteForByte(String name) throws IOException {
    String path = "odd/" + name;
    byte[] content = network.put(path, SIZE);
    String encoded = encode(path);
    var location = network.awaitRedirect(encoded);

    assertThat(location.getPort()).isEqualTo(network.node(1).baseUri().getPort());
    assertThat(Web.follow(network.fileUri(encoded)).body()).isEqualTo(content);
    assertThat(Web.get(network.node(1).baseUri().resolve("/origins/local/files/" + encoded)).body())
        .isEqualTo(content);
  }

  private static String encode(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(segment -> URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"))
        .collect(Collectors.joining("/"));
  }
}
