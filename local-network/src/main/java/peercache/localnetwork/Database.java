package peercache.localnetwork;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An embedded PostgreSQL that keeps its data. It listens on loopback, on a port that stays the same
 * while this object lives, and wants a password from everybody.
 */
public final class Database implements AutoCloseable {
  private static final String USER = "postgres";

  /** As for the services, which start at the same time and may be many. */
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final Path directory;
  private final Path binaries;
  private final String password;
  private final Map<String, String> settings;
  private final int port;
  private @Nullable EmbeddedPostgres postgres;

  private Database(Path directory, Path binaries, String password, Map<String, String> settings)
      throws IOException {
    this.directory = directory;
    this.binaries = binaries;
    this.password = password;
    this.settings = Map.copyOf(settings);
    this.port = Ports.free();
  }

  /**
   * Settles where the database will be, but does not start it.
   *
   * @param directory of the data, made if it is not there
   * @param binaries where PostgreSQL itself is unpacked
   * @param settings of the server beside its usual ones, as in {@code postgresql.conf}
   */
  public static Database in(
      Path directory, Path binaries, String password, Map<String, String> settings)
      throws IOException {
    Files.createDirectories(directory.getParent());
    Files.createDirectories(binaries);
    return new Database(directory, binaries, password, settings);
  }

  /** Starts the database and waits until it answers. */
  public synchronized void start() throws IOException {
    postgres = launch();
  }

  /** Without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  public String user() {
    return USER;
  }

  public String password() {
    return password;
  }

  /** The server process; it ends when the database does, and its children with it. */
  public synchronized ProcessHandle process() {
    try {
      String pid = Files.readAllLines(directory.resolve("postmaster.pid")).getFirst().strip();
      return ProcessHandle.of(Long.parseLong(pid))
          .orElseThrow(() -> new LocalNetworkException("PostgreSQL is not running"));
    } catch (IOException e) {
      throw new LocalNetworkException("PostgreSQL is not running", e);
    }
  }

  /** Starts the database again, on the same port and data, after it was killed. */
  public synchronized void restart() throws IOException {
    close();
    postgres = launch();
  }

  private EmbeddedPostgres launch() throws IOException {
    boolean isNew = !Files.exists(directory.resolve("PG_VERSION"));
    var builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory)
            .setCleanDataDirectory(false)
            .setOverrideWorkingDirectory(binaries.toFile())
            .setRegisterShutdownHook(false)
            .setPGStartupWait(START_LIMIT)
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", "")
            .setServerConfig("max_connections", "64")
            // The embedded server is set up for tests that lose their data; this one keeps it.
            .setServerConfig("fsync", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("synchronous_commit", "on")
            .setPort(port);
    settings.forEach(builder::setServerConfig);
    if (!isNew) {
      builder.setConnectConfig("password", password);
    }
    var started = builder.start();
    if (isNew) {
      requirePassword(started);
    }
    return started;
  }

  /** A fresh cluster trusts every local user; from now on it does not. */
  private void requirePassword(EmbeddedPostgres fresh) throws IOException {
    try (var connection = fresh.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("ALTER ROLE " + USER + " PASSWORD '" + password + "'");
      Files.writeString(
          directory.resolve("pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
      statement.execute("SELECT pg_reload_conf()");
    } catch (SQLException e) {
      fresh.close();
      throw new IOException("cannot secure the new database", e);
    }
    try (var connection = fresh.getPostgresDatabase(Map.of("password", password)).getConnection()) {
      connection.isValid(1);
    } catch (SQLException e) {
      fresh.close();
      throw new IOException("the new database does not take its own password", e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }
}
