package peercache.origin.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import peercache.api.FilePath;

class OwnNamesTests {
  @ParameterizedTest
  @ValueSource(
      strings = {
        ".peercache",
        ".peercache/keys/network",
        "a/.peercache/b",
        ".peercache-upload-1",
        "a/b/.peercache-x/c"
      })
  void hidesWhatIsItsOwn(String path) {
    assertThat(OwnNames.hide(new FilePath(path))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"peercache", ".peercached", "a.peercache", "x.peercache-y", "a/b"})
  void showsEverythingElse(String path) {
    assertThat(OwnNames.hide(new FilePath(path))).isFalse();
  }
}
