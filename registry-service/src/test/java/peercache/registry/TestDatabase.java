package peercache.registry;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A real PostgreSQL, one for all tests of this JVM: in a container where a Docker engine answers
 * that has the images or can pull them, otherwise from the embedded binaries. Every caller gets a
 * database of its own on it.
 */
public record TestDatabase(String url, String user, String password) {
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** A new, empty database. */
  public static TestDatabase create() {
    String name = "test_" + COUNT.incrementAndGet();
    Server.RUNNING.execute("create database " + name);
    return Server.RUNNING.database(name);
  }

  public static boolean isContainer() {
    return Server.IN_CONTAINER.isPresent();
  }

  private record Server(UnaryOperator<String> urlOf, String user, String password) {
    private static final Logger log = LoggerFactory.getLogger(TestDatabase.class);

    static final Optional<Server> IN_CONTAINER = containerIfPossible();
    static final Server RUNNING = IN_CONTAINER.orElseGet(Server::embedded);

    private static Optional<Server> containerIfPossible() {
      try {
        return DockerClientFactory.instance().isDockerAvailable()
            ? Optional.of(container())
            : Optional.empty();
      } catch (ContainerLaunchException | ContainerFetchException e) {
        log.warn("A Docker engine answers, but runs no PostgreSQL: the embedded one is used", e);
        return Optional.empty();
      }
    }

    @SuppressWarnings("resource") // it runs as long as the JVM does
    private static Server container() {
      var container = new PostgreSQLContainer("postgres:18");
      container.withCommand("postgres", "-c", "max_connections=300", "-c", "fsync=off");
      container.start();
      return new Server(
          name ->
              "jdbc:postgresql://%s:%d/%s"
                  .formatted(container.getHost(), container.getFirstMappedPort(), name),
          container.getUsername(),
          container.getPassword());
    }

    private static Server embedded() {
      try {
        var server = EmbeddedPostgres.builder().setServerConfig("max_connections", "300").start();
        return new Server(name -> server.getJdbcUrl("postgres", name), "postgres", "postgres");
      } catch (IOException e) {
        throw new UncheckedIOException("no embedded PostgreSQL", e);
      }
    }

    TestDatabase database(String name) {
      return new TestDatabase(urlOf.apply(name), user, password);
    }

    void execute(String sql) {
      var properties = new Properties();
      properties.setProperty("user", user);
      properties.setProperty("password", password);
      try (var connection = DriverManager.getConnection(urlOf.apply("postgres"), properties);
          var statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(sql, e);
      }
    }
  }
}
