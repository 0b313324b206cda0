package peercache.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A registry of the release before runs on while a new one migrates the database: a migration must
 * take away nothing that its statements need.
 */
class MigrationRulesTests {
  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

  private static final List<Pattern> HARMFUL =
      Stream.of(
              "\\bdrop\\s+(table|column|view|sequence|constraint|function)\\b",
              "\\brename\\b",
              "\\balter\\s+column\\s+\\w+\\s+(set\\s+data\\s+)?type\\b",
              "\\bset\\s+not\\s+null\\b",
              "\\btruncate\\b",
              // A column that old statements do not write has to have a value all the same.
              "\\badd\\s+column\\s+(?!if)[^,;]*\\bnot\\s+null\\b(?![^,;]*\\bdefault\\b)")
          .map(Pattern::compile)
          .toList();

  static Stream<Path> migrations() throws IOException {
    try (var files = Files.list(MIGRATIONS)) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("migrations")
  void takesNothingAway(Path migration) throws IOException {
    assertThat(harm(Files.readString(migration))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter table node drop column zone",
        "drop table complaint",
        "alter table node rename column zone to place",
        "alter table node alter column fills type bigint",
        "alter table node alter column zone set not null",
        "alter table node add column weight int not null",
        "truncate holding"
      })
  void wouldNoticeWhatDoesHarm(String statement) {
    assertThat(harm(statement)).isNotEmpty();
  }

  @Test
  void takesADefaultForAValue() {
    assertThat(harm("alter table node add column weight int not null default 1")).isEmpty();
    assertThat(harm("alter table node add column note text; -- nothing was dropped: drop table"))
        .isEmpty();
  }

  private static List<Pattern> harm(String sql) {
    String statements = sql.replaceAll("--.*", "").toLowerCase(Locale.ROOT);
    return HARMFUL.stream().filter(pattern -> pattern.matcher(statements).find()).toList();
  }
}
