package peercache.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import peercache.content.Problem;

class DoorTests {
  @ParameterizedTest
  @CsvSource({
    "ANYONE, ANYONE, 0",
    "ANYONE, UNKNOWN, 0",
    "ANYONE, PUBLISHER, 0",
    "ANYONE, MEMBER, 0",
    "PUBLISHER, ANYONE, 401",
    "PUBLISHER, UNKNOWN, 401",
    "PUBLISHER, PUBLISHER, 0",
    "PUBLISHER, MEMBER, 403",
    "MEMBER, ANYONE, 401",
    "MEMBER, UNKNOWN, 401",
    "MEMBER, PUBLISHER, 403",
    "MEMBER, MEMBER, 0"
  })
  void opensToWhoHasTheKey(Role needed, Role shown, int status) {
    assertThat(Door.refusal(needed, shown).map(Problem::status))
        .isEqualTo(status == 0 ? Optional.empty() : Optional.of(status));
  }
}
