package peercache.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetalinkFormTests {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/metalink4+xml",
        "Application/Metalink4+XML",
        "application/metalink4+xml;q=0.1",
        "application/metalink4+xml, */*;q=0.9",
        "*/*;q=0.9, application/metalink4+xml",
        "text/html ; q=1 , application/metalink4+xml ; q=0.5",
        "application/metalink4+xml;q=0.3, application/*;q=0.2, */*",
        "application/metalink4+xml;q=0.3, application/octet-stream;q=0.2, */*",
        "*/*;q=0.5|application/metalink4+xml",
      })
  void isWhatIsPreferred(String accept) {
    assertThat(MetalinkForm.isPreferred(lines(accept), "a.bin")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*/*",
        "application/*",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "*/*,application/metalink4+xml,application/metalink+xml", // aria2's default
        "application/metalink4+xml;q=0.9, */*",
        "application/metalink4+xml;q=0",
        "application/metalink4+xml;q=x",
        "application/metalink+xml",
        "application/metalink4+xml;q=0.2, application/octet-stream;q=0.3",
      })
  void isNotWhatIsMerelyAccepted(String accept) {
    assertThat(MetalinkForm.isPreferred(lines(accept), "a.bin")).isFalse();
  }

  @Test
  void aMetalinkThatIsAFileIsSentAsItIs() {
    assertThat(MetalinkForm.isPreferred(List.of(MetalinkForm.MEDIA_TYPE), "a.meta4")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"metalink,true", "metalink=1,true", "metalinks,false", "xmetalink,false", "'',false"})
  void isAskedForInTheQuery(String parameter, boolean expected) {
    assertThat(MetalinkForm.isParameter(parameter)).isEqualTo(expected);
  }

  private static List<String> lines(String accept) {
    return Arrays.asList(accept.split("\\|", -1));
  }
}
