package peercache.node.fill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PausePolicyTests {
  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      textBlock =
          """
          # source, status, Retry-After,               give up after, pause
          origin,   503,    1,                         PT30S,         PT1S
          origin,   429,    2,                         PT30S,         PT2S
          origin,   503,    none,                      PT30S,         PT0.2S
          origin,   503,    0,                         PT30S,         PT0.2S
          origin,   503,    60,                        PT30S,         PT15S
          origin,   503,    60,                        PT10M,         PT30S
          origin,   503,    Wed 21 Oct 2026 07:28:00,  PT30S,         PT0.2S
          origin,   503,    99999999999999999999,      PT30S,         PT0.2S
          origin,   503,    -1,                        PT30S,         PT0.2S
          origin,   503,    9,                         PT0.1S,        PT0.2S
          node,     429,    1,                         PT30S,         PT1S
          node,     503,    1,                         PT30S,         PT0.2S
          """)
  void pauses(String source, int status, String stated, Duration giveUpAfter, Duration pause) {
    assertThat(PausePolicy.pause(status, stated, source.equals("origin"), giveUpAfter))
        .isEqualTo(pause);
  }
}
