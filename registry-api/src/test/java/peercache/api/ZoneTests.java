package peercache.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZoneTests {
  @ParameterizedTest
  @CsvSource({
    "eu,        eu,         1",
    "eu/fra,    eu/fra,     2",
    "eu/fra,    eu,         1",
    "eu/fra,    eu/ams,     1",
    "eu/fra,    eu/fr,      1",
    "eu/fra/r1, eu/fra/r10, 2",
    "eu,        europe,     0",
    "eu,        us,         0",
    "a/b/c,     x/b/c,      0"
  })
  void zonesHaveTheirFirstSegmentsInCommon(Zone one, Zone other, int shared) {
    assertThat(one.sharedSegments(other)).isEqualTo(shared);
    assertThat(other.sharedSegments(one)).isEqualTo(shared);
    assertThat(one.sameRegionAs(other)).isEqualTo(one.region().equals(other.region()));
  }
}
