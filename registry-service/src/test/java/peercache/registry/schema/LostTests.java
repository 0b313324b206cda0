package peercache.registry.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.flywaydb.core.api.FlywayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LostTests {
  @ParameterizedTest
  @ValueSource(strings = {"08006", "08001", "57P01", "57P02", "57P03", "53300"})
  void aConnectionThatEndedIsALossHoweverDeepItIs(String state) {
    var cause = new SQLException("gone", state);

    assertThat(Lost.in(new FlywayException("migration", new IllegalStateException(cause))))
        .containsSame(cause);
  }

  @ParameterizedTest
  @ValueSource(strings = {"42P07", "42501", "57014", "53100", "40P01"})
  void aStatementThatFailedIsNone(String state) {
    assertThat(Lost.in(new FlywayException("migration", new SQLException("no", state)))).isEmpty();
  }

  @Test
  void whatHasNothingToDoWithADatabaseIsNone() {
    assertThat(Lost.in(new FlywayException("a checksum differs"))).isEmpty();
    assertThat(Lost.in(new FlywayException("no state", new SQLException("?")))).isEmpty();
  }
}
