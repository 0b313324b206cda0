package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a file is called, it comes through redirect and node byte for byte. */
@ExtendWith(SharedNetwork.class)
class OddNamesIT {
  private static final int SIZE = 100_000;

  private final TestNetwork network;

  OddNamesIT(TestNetwork network) {
    this.network = network;
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

    assertThat(location.getPort()).isNotEqualTo(network.fileUri("").getPort());
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
