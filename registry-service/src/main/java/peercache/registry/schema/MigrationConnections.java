package peercache.registry.schema;

import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Where a migration gets its connections from: not from the pool, which gives out none before the
 * schema is there, and whose statements must be quick, while an index on ten million holdings is
 * not.
 */
final class MigrationConnections {
  /** The whole of a connection's beginning: a database that is frozen takes it and says nothing. */
  private static final Duration LOGIN = Duration.ofSeconds(5);

  private MigrationConnections() {}

  static DataSource to(JdbcConnectionDetails database) {
    var properties = new Properties();
    properties.setProperty("ApplicationName", "peercache-registry-migration");
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("loginTimeout", Long.toString(LOGIN.toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    setIfPresent(properties, "user", database.getUsername());
    setIfPresent(properties, "password", database.getPassword());
    var connections = new DriverManagerDataSource(database.getJdbcUrl(), properties);
    connections.setDriverClassName(database.getDriverClassName());
    return connections;
  }

  private static void setIfPresent(Properties properties, String name, @Nullable String value) {
    if (value != null) {
      properties.setProperty(name, value);
    }
  }
}
