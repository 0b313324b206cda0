package peercache.node.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peercache.api.FilePath;
import peercache.api.NodeId;

class ExclusionsTests {
  private static final URI ORIGIN = URI.create("http://o:8081");

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      textBlock =
          """
          -                                   , ?exclude=n1
          other=1                             , ?exclude=n1
          exclude=                            , ?exclude=n1
          exclude=n2                          , ?exclude=n2&exclude=n1
          exclude=n2&x=y&exclude=n3           , ?exclude=n2&exclude=n3&exclude=n1
          'exclude=n2,n3'                     , ?exclude=n2&exclude=n3&exclude=n1
          exclude=n1                          , ?exclude=n1
          exclude=%3Cscript%3E&exclude=Ä      , ?exclude=n1
          """)
  void addsThisNodeToThoseThatWereExcluded(String query, String expected) {
    assertThat(
            Exclusions.of(query)
                .with(new NodeId("n1"))
                .location(ORIGIN, new FilePath("a b/100%.bin")))
        .isEqualTo("http://o:8081/files/a%20b/100%25.bin" + expected);
  }

  @Test
  void threeNodesAreEnough() {
    assertThat(Exclusions.of("exclude=a&exclude=b&exclude=c").isTooMany()).isFalse();
    assertThat(Exclusions.of("exclude=a&exclude=b&exclude=c&exclude=d").isTooMany()).isTrue();
    assertThat(Exclusions.of("exclude=" + "a,".repeat(10_000)).nodes()).hasSizeLessThan(6);
  }
}
