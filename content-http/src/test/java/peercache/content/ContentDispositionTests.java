package peercache.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDispositionTests {
  @ParameterizedTest
  @CsvSource(
      delimiterString = " -> ",
      quoteCharacter = '§',
      value = {
        "llama.gguf -> attachment; filename=\"llama.gguf\"",
        "a b;c,d=e'f.bin -> attachment; filename=\"a b;c,d=e'f.bin\"",
        "a\"b -> attachment; filename=\"a_b\"; filename*=UTF-8''a%22b",
        "a\\b -> attachment; filename=\"a_b\"; filename*=UTF-8''a%5Cb",
        "100% -> attachment; filename=\"100_\"; filename*=UTF-8''100%25",
        "%41 -> attachment; filename=\"_41\"; filename*=UTF-8''%2541",
        "naïve (1).txt -> attachment; filename=\"na_ve (1).txt\"; filename*=UTF-8''na%C3%AFve%20%281%29.txt",
        "🚀*'.bin -> attachment; filename=\"_*'.bin\"; filename*=UTF-8''%F0%9F%9A%80%2A%27.bin",
        "../x -> attachment; filename=\".._x\"; filename*=UTF-8''..%2Fx",
      })
  void saysTheNameOnceOrTwice(String name, String expected) {
    assertThat(ContentDisposition.attachment(name).getValue()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\rb", "a\nSet-Cookie: x", "a\u0000", "a\u007F", "a\u0085b"})
  void refusesControlCharacters(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> ContentDisposition.attachment(name));
  }

  @Test
  void theLongestNameIsStillAHeader() {
    assertThat(ContentDisposition.attachment("ü".repeat(127)).getValue()).hasSizeLessThan(1_000);
  }
}
