package peercache.node.intermediary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTests {
  @ParameterizedTest
  @CsvSource({
    "docs.example, docs.example",
    "DOCS.Example, docs.example",
    "docs.example., docs.example",
    "docs.example:80, docs.example",
    "docs.example:8081, docs.example:8081",
    "10.0.0.7:8081, 10.0.0.7:8081",
    "[::1]:8081, [0:0:0:0:0:0:0:1]:8081",
    "[0::1], [0:0:0:0:0:0:0:1]",
    "[2001:DB8::A], [2001:db8:0:0:0:0:0:a]",
  })
  void comparesInOneSpelling(String text, String normal) {
    assertThat(Authority.parse(text)).hasToString(normal);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "docs.example:", "docs.example:x", "docs.example:70000", ":80", "[::1", "a b"})
  void acceptsNothingThatIsNoAuthority(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Authority.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "http://h, http://h:80, true",
    "https://h, https://h:443, true",
    "http://h, http://h:443, false",
    "https://h:80, http://h, false",
  })
  void leavesOutTheDefaultPortOfTheScheme(URI one, URI other, boolean same) {
    assertThat(Authority.of(one).equals(Authority.of(other))).isEqualTo(same);
  }
}
