package peercache.node.intermediary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViaChainTests {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.1 node-1 | node-1",
        "1.0 fred, 1.1 p.example.net:8080 | fred, p.example.net:8080",
        "HTTP/1.1 a (squid, (nested) \\) 5), 1.1 b | a, b",
        "1.1 a,, ,1.1\tb | a, b",
        "1.1 a (never closed, 1.1 b | a",
      })
  void readsWhoReceived(String value, String receivedBy) {
    assertThat(ViaChain.parse(List.of(value)).receivedBy())
        .containsExactly(receivedBy.split(", ", -1));
  }

  @Test
  void countsAllFieldsAndWhatIsMalformed() {
    assertThat(ViaChain.parse(List.of("1.1 a, nonsense", "1.1 b")).hops()).isEqualTo(3);
  }

  @Test
  void comparesPseudonymsWithoutCase() {
    assertThat(ViaChain.parse(List.of("1.1 Node-1")).passed("node-1")).isTrue();
    assertThat(ViaChain.parse(List.of("1.1 node-10")).passed("node-1")).isFalse();
  }

  @Test
  void isEmptyWithoutVia() {
    assertThat(ViaChain.parse(List.of()).hops()).isZero();
  }
}
