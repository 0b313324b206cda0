package peercache.origin.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import peercache.origin.startup.StartFailure;

/**
 * Opens the embedded database in which digests are remembered. It can be lost: what it says is
 * learnt again by hashing.
 */
final class DigestDatabase {
  private static final Logger LOG = LoggerFactory.getLogger(DigestDatabase.class);

  private static final String NAME = "digests";
  private static final int ALREADY_OPEN = 90020;
  private static final int CONNECTIONS = 4;

  private static final String[] SCHEMA = {
    """
    CREATE TABLE IF NOT EXISTS version (
      id BINARY(32) PRIMARY KEY,
      size BIGINT NOT NULL,
      piece_size INT NOT NULL,
      pieces BLOB NOT NULL,
      last_modified BIGINT NOT NULL,
      seen BIGINT NOT NULL)
    """,
    """
    CREATE TABLE IF NOT EXISTS file (
      path VARCHAR(2048) PRIMARY KEY,
      size BIGINT NOT NULL,
      modified_nanos BIGINT NOT NULL,
      inode BIGINT NOT NULL,
      version BINARY(32) NOT NULL,
      last_modified BIGINT NOT NULL,
      seen BIGINT NOT NULL)
    """,
    "CREATE INDEX IF NOT EXISTS file_version ON file (version)",
    // What was published under a path before what stands in file.
    """
    CREATE TABLE IF NOT EXISTS former (
      path VARCHAR(2048) NOT NULL,
      version BINARY(32) NOT NULL,
      size BIGINT NOT NULL,
      replaced BIGINT NOT NULL,
      PRIMARY KEY (path, version))
    """,
    "CREATE INDEX IF NOT EXISTS former_replaced ON former (replaced)",
    // Touches every row, so that damage shows now and not in the middle of the work.
    "SELECT COUNT(version) FROM file",
    "SELECT COUNT(size) FROM version",
    "SELECT COUNT(size) FROM former"
  };

  private DigestDatabase() {}

  /**
   * @throws StartFailure if another process has it open, or the directory cannot be written
   */
  static HikariDataSource open(Path directory) {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StartFailure(
          "peercache.origin.data-directory cannot be created: " + e.getMessage(), e);
    }
    try {
      return connect(directory);
    } catch (SQLException e) {
      if (e.getErrorCode() == ALREADY_OPEN) {
        throw new StartFailure(
            "peercache.origin.data-directory "
                + directory.toAbsolutePath()
                + " is in use by another process",
            e);
      }
      return startAfresh(directory, e);
    }
  }

  private static HikariDataSource startAfresh(Path directory, SQLException damage) {
    Path file = directory.resolve(NAME + ".mv.db");
    Path aside = directory.resolve(NAME + ".mv.db.damaged");
    try {
      if (Files.exists(file)) {
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      }
      var fresh = connect(directory);
      LOG.error(
          "The remembered digests cannot be read ({}); all files are hashed again. The damaged file"
              + " is kept as {}",
          damage.getMessage(),
          aside);
      return fresh;
    } catch (IOException | SQLException e) {
      throw new StartFailure(
          "peercache.origin.data-directory " + directory + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static HikariDataSource connect(Path directory) throws SQLException {
    var configuration = new HikariConfig();
    configuration.setJdbcUrl(
        "jdbc:h2:file:"
            + directory.toAbsolutePath().resolve(NAME)
            + ";CACHE_SIZE=8192;DB_CLOSE_ON_EXIT=FALSE;TRACE_LEVEL_FILE=0");
    configuration.setUsername("peercache");
    configuration.setPoolName("digests");
    configuration.setMaximumPoolSize(CONNECTIONS);
    configuration.setMinimumIdle(1);
    configuration.setInitializationFailTimeout(-1);
    configuration.setConnectionTimeout(5_000);
    // The first connection is made without the pool, whose retries would hide what is wrong.
    try (var connection =
            DriverManager.getConnection(
                configuration.getJdbcUrl(), configuration.getUsername(), "");
        var statement = connection.createStatement()) {
      for (String sql : SCHEMA) {
        statement.execute(sql);
      }
      return new HikariDataSource(configuration);
    }
  }
}
