package peercache.registry.schema;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.stereotype.Component;

/**
 * In front of the pool: without the schema the database is as good as away, for requests and for
 * what runs by the clock. Nobody waits for it, and nobody finds tables that are not there.
 */
@Component
class SchemaGate implements BeanPostProcessor {
  private final ObjectProvider<SchemaState> state;

  SchemaGate(ObjectProvider<SchemaState> state) {
    this.state = state;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    return bean instanceof DataSource pool ? new Gated(pool, state.getObject()) : bean;
  }

  private static final class Gated extends DelegatingDataSource {
    private final SchemaState state;

    Gated(DataSource pool, SchemaState state) {
      super(pool);
      this.state = state;
    }

    @Override
    public Connection getConnection() throws SQLException {
      requireSchema();
      return super.getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
      requireSchema();
      return super.getConnection(user, password);
    }

    private void requireSchema() throws SQLException {
      if (!state.isPresent()) {
        throw new SQLTransientConnectionException("the schema is not there yet");
      }
    }
  }
}
