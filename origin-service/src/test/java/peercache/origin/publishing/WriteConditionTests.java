package peercache.origin.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peercache.content.Validators;

class WriteConditionTests {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "If-Match, \"now\", true, false",
        "If-Match, \"old\", false, false",
        "If-Match, *, true, false",
        "If-None-Match, *, false, true",
        "If-None-Match, \"now\", false, true",
        "If-None-Match, \"old\", true, true",
        "`If-Unmodified-Since`, `Thu, 01 Jan 1970 00:00:01 GMT`, false, true",
        "`If-Modified-Since`, `Thu, 01 Jan 2030 00:00:01 GMT`, true, true"
      })
  void decides(String name, String value, boolean withFile, boolean withoutFile) {
    var condition = new WriteCondition(HttpFields.build().add(name, value).asImmutable());
    var current = new Validators("\"now\"", Instant.ofEpochSecond(100));
    assertThat(condition.holds(current)).isEqualTo(withFile);
    assertThat(condition.holds(null)).isEqualTo(withoutFile);
  }
}
