package peercache.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class OriginKeyTests {
  @Test
  void isWhatTheJdkEncodes() throws Exception {
    byte[] encoded =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();

    var key = OriginKey.of(encoded);

    assertThat(key.encoded()).isEqualTo(encoded);
    assertThat(key.base64()).isEqualTo(Base64.getEncoder().encodeToString(encoded));
    assertThat(new JsonMapper().writeValueAsString(key)).isEqualTo("\"" + key + "\"");
    assertThat(new JsonMapper().readValue("\"" + key + "\"", OriginKey.class)).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no base64",
        "AAAA",
        // One of X25519, one that is too short, and one whose last character has unused bits set.
        "MCowBQYDK2VuAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "MCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "MCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB="
      })
  void refusesWhatIsNone(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new OriginKey(text));
  }
}
