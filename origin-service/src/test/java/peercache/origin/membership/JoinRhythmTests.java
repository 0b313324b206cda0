package peercache.origin.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JoinRhythmTests {
  private final Membership.JoinRhythm rhythm = new Membership.JoinRhythm();

  @Test
  void renewsAtFourFifthsOfWhatTheRegistryAsks() {
    assertThat(rhythm.succeeded(Duration.ofSeconds(10))).isTrue();
    assertThat(rhythm.pause()).isEqualTo(Duration.ofSeconds(8));
    assertThat(rhythm.succeeded(Duration.ofSeconds(10))).as("no news").isFalse();
  }

  @Test
  void backsOffToFiveSecondsAndSaysItOnce() {
    assertThat(rhythm.failed()).isTrue();
    assertThat(rhythm.pause()).isEqualTo(Duration.ofMillis(200));
    for (int i = 0; i < 10; i++) {
      assertThat(rhythm.failed()).isFalse();
    }
    assertThat(rhythm.pause()).isEqualTo(Duration.ofSeconds(5));
    assertThat(rhythm.succeeded(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void isNeverDrivenIntoARushByTheRegistry() {
    rhythm.succeeded(Duration.ZERO);
    assertThat(rhythm.pause()).isEqualTo(Duration.ofMillis(200));
  }
}
