package peercache.registry.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadroomTests {
  @ParameterizedTest
  @CsvSource({
    "0, 100, FREE",
    "69, 100, FREE",
    "70, 100, BUSY",
    "94, 100, BUSY",
    "95, 100, FULL",
    "200, 100, FULL",
    "1000000, , FREE"
  })
  void isAClassOfTheLoad(long bytesPerSecond, @Nullable Long max, Headroom expected) {
    assertThat(Headroom.of(bytesPerSecond, max)).isEqualTo(expected);
  }
}
