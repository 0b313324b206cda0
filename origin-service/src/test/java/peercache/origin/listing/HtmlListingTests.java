package peercache.origin.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import peercache.api.FilePath;

class HtmlListingTests {
  private static final Instant DAY = Instant.parse("2026-01-02T03:04:05Z");

  private static String html(String name) {
    var entry = new Entry(name, Entry.Kind.file, 5L, DAY, null);
    return HtmlListing.of(new FilePath("d<i>r"), new Page(List.of(entry), null));
  }

  @Test
  void escapesNames() {
    assertThat(html("<script>alert('&\"')</script".replace("/", "")))
        .doesNotContain("<script>", "<i>")
        .contains("&lt;script&gt;alert(&#39;&amp;&quot;&#39;)");
  }

  @Test
  void linksRelativelyAndEncoded() {
    assertThat(html("javascript:a b%?#.txt")).contains("href=\"./javascript:a%20b%25%3F%23.txt\"");
  }

  @Test
  void leadsToTheNextPage() {
    assertThat(HtmlListing.of(null, new Page(List.of(), "a&b+c")))
        .contains("href=\"?after=a%26b%2Bc\"");
  }
}
