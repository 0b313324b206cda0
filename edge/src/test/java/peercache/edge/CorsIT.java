package peercache.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a page of another site is told, on every kind of answer. */
@SuppressWarnings("NullAway.Init")
class CorsIT {
  private static final String ORIGIN = "Origin: https://example.org";
  private static RunningService any;
  private static RunningService some;

  @BeforeAll
  static void start() {
    any = RunningService.start();
    some = RunningService.start("peercache.cors.allowed-origins=https://example.org");
  }

  @AfterAll
  static void stop() {
    any.close();
    some.close();
  }

  @ParameterizedTest
  @CsvSource({
    "200, HEAD /bytes, X: 1",
    "206, GET /bytes, Range: bytes=0-1",
    "304, GET /bytes, If-None-Match: *",
    "412, GET /bytes, If-Match: \"other\"",
    "416, GET /bytes, Range: bytes=99999999-",
    "403, GET /forbidden, X: 1",
    "500, GET /broken, X: 1"
  })
  void anyPageMayReadAnyAnswer(int status, String start, String header) throws IOException {
    assertThat(any.raw(start + " HTTP/1.1", header, ORIGIN))
        .startsWith("HTTP/1.1 " + status + " ")
        .containsOnlyOnce("\r\nAccess-Control-Allow-Origin: *\r\n")
        .containsOnlyOnce("\r\nAccess-Control-Expose-Headers: ")
        .contains("Content-Range", "Repr-Digest", "Location", "Peercache-Route")
        .doesNotContain("Vary:", "Credentials");
  }

  @Test
  void aPageMayAskWhetherItMaySendARange() throws IOException {
    assertThat(
            any.raw(
                "OPTIONS /bytes HTTP/1.1",
                ORIGIN,
                "Access-Control-Request-Method: GET",
                "Access-Control-Request-Headers: range,if-none-match"))
        .contains(
            "\r\nAccess-Control-Allow-Origin: *\r\n",
            "\r\nAccess-Control-Allow-Methods: GET, HEAD\r\n",
            "\r\nAccess-Control-Max-Age: 3600\r\n")
        .containsPattern("Access-Control-Allow-Headers: .*If-None-Match.*Range")
        .doesNotContainPattern("Access-Control-Allow-Headers: .*Authorization");
  }

  @Test
  void whoeverAsksWithoutAPageIsToldNothing() throws IOException {
    assertThat(any.raw("HEAD /bytes HTTP/1.1")).doesNotContain("Access-Control", "Vary");
  }

  @Test
  void whatTheHotPathDoesNotAnswerIsForNoOtherSite() throws IOException {
    assertThat(any.raw("GET /actuator/health HTTP/1.1", ORIGIN))
        .startsWith("HTTP/1.1 200 ")
        .doesNotContain("Access-Control");
  }

  @Test
  void onlyListedSitesMayReadAndCachesTellThemApart() throws IOException {
    assertThat(some.raw("HEAD /bytes HTTP/1.1", ORIGIN))
        .contains(
            "\r\nAccess-Control-Allow-Origin: https://example.org\r\n", "\r\nVary: Origin\r\n");
    assertThat(some.raw("HEAD /bytes HTTP/1.1", "Origin: https://example.com"))
        .contains("\r\nVary: Origin\r\n")
        .doesNotContain("Access-Control");
  }
}
