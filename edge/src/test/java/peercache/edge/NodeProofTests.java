package peercache.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeProofTests {
  private static final String NONCE = "0123456789abcdef0123456789abcdef";
  private static final Key KEY = new Key("a-key-of-a-network-0123456789abcdef");
  private static final Key OTHER_KEY = new Key("another-key-0123456789abcdef0123456");

  @Test
  void provesOneRunOfOneNodeForOneQuestion() {
    String proof = NodeProof.of(KEY, NONCE, "a", 7);

    assertThat(proof).matches("[0-9a-f]{64}");
    assertThat(NodeProof.proves(proof, KEY, NONCE, "a", 7)).isTrue();
    assertThat(NodeProof.proves(proof, KEY, NONCE, "b", 7)).isFalse();
    assertThat(NodeProof.proves(proof, KEY, NONCE, "a", 8)).isFalse();
    assertThat(NodeProof.proves(proof, KEY, NONCE.replace('0', '1'), "a", 7)).isFalse();
    assertThat(NodeProof.proves(proof, OTHER_KEY, NONCE, "a", 7)).isFalse();
    assertThat(NodeProof.proves("", KEY, NONCE, "a", 7)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0123", "0123456789ABCDEF0123456789abcdef", NONCE + "0", "../x"})
  void takesNothingElseForANonce(String text) {
    assertThat(NodeProof.isNonce(text)).isFalse();
  }

  @Test
  void theBodyIsLongerThanAPacketAndOfThisQuestion() {
    byte[] body = NodeProof.body(NONCE);

    assertThat(NodeProof.isNonce(NONCE)).isTrue();
    assertThat(body).hasSize(16_384);
    assertThat(new String(body, StandardCharsets.US_ASCII)).startsWith(NONCE + NONCE);
    assertThat(NodeProof.isBody(body, NONCE)).isTrue();
    assertThat(NodeProof.isBody(body, NONCE.replace('0', '1'))).isFalse();
  }
}
