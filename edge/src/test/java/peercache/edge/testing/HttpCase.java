package peercache.edge.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A range or a condition (RFC 9110 sections 13 and 14) for 1,000 bytes, and its answer, which is
 * the same wherever the bytes are. In headers TAG stands for the entity tag, SAME for the date of
 * the last modification, BEFORE and AFTER for dates a year earlier and later.
 *
 * @param headers names and values in turn
 * @param range of the bytes that are sent, {@code first-last}; empty for all of them
 */
public record HttpCase(String method, List<String> headers, int status, String range) {
  public static final int SIZE = 1_000;
  private static final String BEFORE = "Tue, 03 Feb 2015 04:05:06 GMT";
  private static final String AFTER = "Thu, 03 Feb 2095 04:05:06 GMT";

  private static HttpCase get(int status, String range, String... headers) {
    return new HttpCase("GET", List.of(headers), status, range);
  }

  private static HttpCase head(int status, String... headers) {
    return new HttpCase("HEAD", List.of(headers), status, "");
  }

  public static Stream<HttpCase> all() {
    return Stream.of(
        get(206, "0-0", "Range", "bytes=0-0"),
        get(206, "0-999", "Range", "bytes=0-"),
        get(206, "990-999", "Range", "bytes=-10"),
        get(206, "0-999", "Range", "bytes=-5000"),
        get(206, "990-999", "Range", "bytes=990-99999999999999999999"),
        get(200, "", "Range", "items=0-1"),
        get(200, "", "Range", "bytes=5-4"),
        get(200, "", "Range", "bytes=0-1", "Range", "bytes=2-3"),
        get(416, "", "Range", "bytes=1000-"),
        get(416, "", "Range", "bytes=-0"),
        get(416, "", "Range", "bytes=99999999999999999999-"),
        head(200, "Range", "bytes=0-0"),
        head(200, "Range", "bytes=1000-"),
        get(206, "0-1", "Range", "bytes=0-1", "If-Range", "TAG"),
        get(206, "0-1", "Range", "bytes=0-1", "If-Range", "SAME"),
        get(200, "", "Range", "bytes=0-1", "If-Range", "W/TAG"),
        get(200, "", "Range", "bytes=0-1", "If-Range", "\"other\""),
        get(200, "", "Range", "bytes=0-1", "If-Range", "BEFORE"),
        get(200, "", "Range", "bytes=0-1", "If-Range", "AFTER"),
        get(200, "", "Range", "bytes=1000-", "If-Range", "\"other\""),
        get(200, "", "If-Range", "\"other\""),
        get(200, "", "If-Match", "*"),
        get(200, "", "If-Match", "\"other\", TAG"),
        get(200, "", "If-Match", "\"other\"", "If-Match", "TAG"),
        get(412, "", "If-Match", "W/TAG"),
        get(412, "", "If-Match", "\"other\""),
        head(412, "If-Match", "\"other\""),
        get(304, "", "If-None-Match", "*"),
        get(304, "", "If-None-Match", "TAG"),
        get(304, "", "If-None-Match", "W/TAG"),
        get(304, "", "If-None-Match", "\"other\", \"with, comma\", W/TAG"),
        get(304, "", "If-None-Match", "\"other\"", "If-None-Match", "TAG"),
        head(304, "If-None-Match", "TAG"),
        get(200, "", "If-None-Match", "\"other\""),
        get(304, "", "If-Modified-Since", "SAME"),
        get(304, "", "If-Modified-Since", "AFTER"),
        get(200, "", "If-Modified-Since", "BEFORE"),
        get(200, "", "If-Modified-Since", "yesterday"),
        get(200, "", "If-Unmodified-Since", "SAME"),
        get(412, "", "If-Unmodified-Since", "BEFORE"),
        get(200, "", "If-Unmodified-Since", "yesterday"),
        // Section 13.2.2: If-Match before If-Unmodified-Since before If-None-Match before
        // If-Modified-Since before If-Range.
        get(200, "", "If-Match", "TAG", "If-Unmodified-Since", "BEFORE"),
        get(412, "", "If-Match", "\"other\"", "If-None-Match", "TAG"),
        get(412, "", "If-Unmodified-Since", "BEFORE", "If-None-Match", "TAG"),
        get(200, "", "If-None-Match", "\"other\"", "If-Modified-Since", "AFTER"),
        get(304, "", "If-None-Match", "TAG", "If-Modified-Since", "BEFORE"),
        get(304, "", "If-None-Match", "TAG", "Range", "bytes=0-1"),
        get(412, "", "If-Match", "\"other\"", "Range", "bytes=1000-"));
  }

  /** To be sent for bytes with this tag and date. */
  public String[] headers(String tag, String date) {
    return headers.stream()
        .map(text ->
            text.replace("TAG", tag)
                .replace("SAME", date)
                .replace("BEFORE", BEFORE)
                .replace("AFTER", AFTER))
        .toArray(String[]::new);
  }

  public void verify(HttpResponse<byte[]> answer, byte[] bytes, String tag, String date) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "content-range"))
        .isEqualTo(
            status == 416 ? "bytes */1000" : range.isEmpty() ? "" : "bytes " + range + "/1000");
    if (status < 400) {
      assertThat(header(answer, "etag")).isEqualTo(tag);
      assertThat(header(answer, "last-modified")).isEqualTo(date);
      assertThat(header(answer, "cache-control")).isNotEmpty();
    }
    if (status < 300) {
      assertThat(header(answer, "accept-ranges")).isEqualTo("bytes");
      assertThat(header(answer, "repr-digest")).startsWith("sha-256=:");
    }
    if (method.equals("HEAD") || status == 304) {
      assertThat(answer.body()).isEmpty();
      assertThat(status == 412 || header(answer, "content-length").equals("1000")).isTrue();
    } else if (status < 300) {
      assertThat(answer.body()).isEqualTo(part(bytes));
    }
  }

  private byte[] part(byte[] bytes) {
    if (range.isEmpty()) {
      return bytes;
    }
    String[] ends = range.split("-", 2);
    return Arrays.copyOfRange(bytes, Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name.toLowerCase(Locale.ROOT)).orElse("");
  }
}
