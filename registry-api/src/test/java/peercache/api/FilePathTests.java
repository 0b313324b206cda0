package peercache.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilePathTests {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.txt",
        "models/llama.gguf",
        "with space/100%/a+b;c=d",
        "größe/数据/🚀.bin",
        "...",
        "a..b",
        ".hidden",
        "back\\slash",
        "?#&\"<>|*:"
      })
  void survivesTheWayThroughAUri(String value) {
    var path = new FilePath(value);

    assertThat(FilePath.fromUriPath(path.toUriPath())).isEqualTo(path);
    assertThat(path.toUriPath()).matches("[A-Za-z0-9%._~!$&'()*,=:@/-]+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "a/../b",
        "../a",
        "a/..",
        "a/./b",
        "a\0b",
        "a\nb",
        "a\u007fb",
        "a\u0085b",
        "lone\ud800surrogate"
      })
  void refusesWhatIsNoFilePath(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new FilePath(value))
        .withMessageStartingWith("file path ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a%2Fb",
        "a%2fb",
        "%2e%2e/etc",
        "%2E/a",
        ".",
        "./",
        "..",
        "./../a",
        "a/./..",
        ".//a",
        "a%00b",
        "a%0Ab",
        "%",
        "a%4",
        "a%zz",
        "%ff",
        "%c0%af"
      })
  void refusesEncodingsThatHideSomething(String raw) {
    assertThatIllegalArgumentException().isThrownBy(() -> FilePath.fromUriPath(raw));
  }

  @ParameterizedTest
  @CsvSource({"./a,a", "a/./b,a/b", "./././a/././b/.,a/b", "a/.b./c,a/.b./c", "a./b,a./b"})
  void leavesOutSegmentsThatMeanNothing(String raw, String path) {
    assertThat(FilePath.fromUriPath(raw)).isEqualTo(new FilePath(path));
  }

  @Test
  void readsUtf8ThatAClientDidNotEncode() {
    assertThat(FilePath.fromUriPath("größe%20x")).isEqualTo(new FilePath("größe x"));
  }

  @Test
  void boundsSegmentsAndWholePathsInBytes() {
    assertThat(new FilePath("ä".repeat(127) + "a").value()).hasSize(128);
    assertThatIllegalArgumentException().isThrownBy(() -> new FilePath("ä".repeat(128)));

    String segments = "0123456/".repeat(256);
    assertThat(new FilePath(segments.substring(1) + "x").value()).hasSize(2_048);
    assertThatIllegalArgumentException().isThrownBy(() -> new FilePath(segments + "x"));
  }

  @Test
  void knowsItsFileName() {
    assertThat(new FilePath("a/b/c.txt").fileName()).isEqualTo("c.txt");
    assertThat(new FilePath("c.txt").fileName()).isEqualTo("c.txt");
  }
}
