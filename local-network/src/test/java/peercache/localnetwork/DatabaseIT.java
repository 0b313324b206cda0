package peercache.localnetwork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseIT {
  private static final Path BINARIES = Path.of("target", "postgres-binaries").toAbsolutePath();

  @TempDir Path directory;

  @Test
  void keepsItsDataAndPortThroughKillsAndRestarts() throws Exception {
    try (var database = start()) {
      execute(database, "CREATE TABLE kept (id int)");
      String url = database.jdbcUrl();

      var process = database.process();
      process.destroyForcibly();
      process.onExit().join();
      database.restart();

      assertThat(database.jdbcUrl()).isEqualTo(url);
      execute(database, "INSERT INTO kept VALUES (1)");
    }
    try (var again = start()) {
      execute(again, "SELECT id FROM kept");
    }
  }

  @Test
  void wantsItsPassword() throws Exception {
    try (var database = start()) {
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(
              () -> DriverManager.getConnection(database.jdbcUrl(), database.user(), "wrong"));
    }
  }

  private Database start() throws Exception {
    var database = Database.in(directory.resolve("postgres"), BINARIES, "secret", Map.of());
    database.start();
    return database;
  }

  private static void execute(Database database, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
