package peercache.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peercache.api.VersionId;

/**
 * RFC 9110 sections 13.1 and 13.2.2, for a version with the tag "sha-256-aa…" last modified on 1
 * May 2026 at noon.
 */
class PreconditionTests {
  private static final VersionId VERSION = new VersionId("aa".repeat(32));
  private static final Validators CURRENT =
      Validators.of(VERSION, Instant.parse("2026-05-01T12:00:00.789Z"));
  private static final String TAG = "\"sha-256-" + "aa".repeat(32) + "\"";
  private static final String BEFORE = "Fri, 01 May 2026 11:59:59 GMT";
  private static final String SAME = "Fri, 01 May 2026 12:00:00 GMT";
  private static final String AFTER = "Fri, 01 May 2026 12:00:01 GMT";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                                     | HOLDS",
        "If-Match: TAG                                        | HOLDS",
        "If-Match: *                                          | HOLDS",
        "If-Match: \"other\"                                  | FAILED",
        "If-Match: \"other\", TAG                             | HOLDS",
        "If-Match: W/TAG                                      | FAILED",
        "If-Match: garbage                                    | FAILED",
        "If-None-Match: TAG                                   | NOT_MODIFIED",
        "If-None-Match: W/TAG                                 | NOT_MODIFIED",
        "If-None-Match: *                                     | NOT_MODIFIED",
        "If-None-Match: \"a,b\", TAG                          | NOT_MODIFIED",
        "If-None-Match: \"other\"                             | HOLDS",
        "If-Modified-Since: BEFORE                            | HOLDS",
        "If-Modified-Since: SAME                              | NOT_MODIFIED",
        "If-Modified-Since: AFTER                             | NOT_MODIFIED",
        "If-Modified-Since: yesterday                         | HOLDS",
        "If-Unmodified-Since: BEFORE                          | FAILED",
        "If-Unmodified-Since: SAME                            | HOLDS",
        "If-Unmodified-Since: AFTER                           | HOLDS",
        "If-Unmodified-Since: yesterday                       | HOLDS",
        "If-Match: TAG; If-Unmodified-Since: BEFORE           | HOLDS",
        "If-Match: \"other\"; If-Unmodified-Since: AFTER      | FAILED",
        "If-None-Match: \"other\"; If-Modified-Since: AFTER   | HOLDS",
        "If-None-Match: TAG; If-Modified-Since: BEFORE        | NOT_MODIFIED",
        "If-Match: \"other\"; If-None-Match: TAG              | FAILED",
        "If-Unmodified-Since: BEFORE; If-None-Match: TAG      | FAILED",
      })
  void isEvaluatedInTheOrderOfTheRfc(String headers, Precondition expected) {
    assertThat(Precondition.evaluate(fields(headers), CURRENT)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                    | true",
        "If-Range: TAG       | true",
        "If-Range: W/TAG     | false",
        "If-Range: \"other\" | false",
        "If-Range: SAME      | true",
        "If-Range: BEFORE    | false",
        "If-Range: AFTER     | false",
        "If-Range: garbage   | false",
      })
  void ifRangeNeedsExactlyTheSameVersion(String headers, boolean expected) {
    assertThat(Precondition.rangeApplies(fields(headers), CURRENT)).isEqualTo(expected);
  }

  @Test
  void bytesWithoutANameMatchNoTag() {
    var unnamed = new Validators(null, CURRENT.lastModified());

    assertThat(Precondition.evaluate(fields("If-Match: TAG"), unnamed))
        .isEqualTo(Precondition.FAILED);
    assertThat(Precondition.evaluate(fields("If-None-Match: TAG"), unnamed))
        .isEqualTo(Precondition.HOLDS);
    assertThat(Precondition.rangeApplies(fields("If-Range: TAG"), unnamed)).isFalse();
  }

  @Test
  void readsTheVersionBackFromItsTag() {
    assertThat(Validators.versionOf(CURRENT.etag())).contains(VERSION);
    assertThat(Validators.versionOf("\"sha-256-zz\"")).isEmpty();
    assertThat(Validators.versionOf("W/" + TAG)).isEmpty();
    assertThat(Validators.versionOf(null)).isEmpty();
  }

  private static HttpFields fields(@Nullable String headers) {
    var fields = HttpFields.build();
    for (String header : (headers == null ? "" : headers).split("; ", -1)) {
      if (!header.isBlank()) {
        String[] parts = header.strip().split(": ", 2);
        fields.add(
            parts[0],
            parts[1]
                .replace("TAG", TAG)
                .replace("BEFORE", BEFORE)
                .replace("SAME", SAME)
                .replace("AFTER", AFTER));
      }
    }
    return fields;
  }
}
