package peercache.registry.drain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTests {
  private static final long NOW = 1_000_000;

  @ParameterizedTest
  @CsvSource({
    // took, rest, may be open
    "0,      0,       256",
    "10,     90,      256",
    "200,    1800,    460",
    "1000,   9000,    2304",
    "60000,  10000,   2560"
  })
  void walksTakeLittleOfTheTime(long took, long rest, int mayBeOpen) {
    var pace = Pace.after(took, NOW);

    assertThat(pace).isEqualTo(new Pace(NOW + rest, mayBeOpen));
    assertThat(pace.isDue(NOW + rest)).isTrue();
    assertThat(pace.isDue(NOW + rest - 1)).isFalse();
  }

  @Test
  void theFirstOneIsDueAtOnce() {
    assertThat(Pace.FIRST.isDue(NOW)).isTrue();
  }
}
