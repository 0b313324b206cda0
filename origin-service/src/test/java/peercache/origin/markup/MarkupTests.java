package peercache.origin.markup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkupTests {
  @Test
  void escapesWhatIsMarkupInTextOrAttributes() {
    assertThat(Markup.escape("<a href=\"x\" title='y'>&amp;"))
        .isEqualTo("&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;");
  }

  @Test
  void replacesWhatNoDocumentMayHold() {
    assertThat(Markup.escape("a\uFFFE\uFFFFb🚀")).isEqualTo("a\uFFFD\uFFFDb🚀");
  }
}
