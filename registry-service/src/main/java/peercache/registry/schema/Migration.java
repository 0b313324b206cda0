package peercache.registry.schema;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.stereotype.Component;

/**
 * Migrates the database when it is there. The registry listens meanwhile, is live and not ready,
 * and answers that its database is away: an orchestrator sees why it waits, and need not start it
 * again for it.
 */
@Component
public class Migration implements FlywayMigrationStrategy, DisposableBean {
  private static final Logger log = LoggerFactory.getLogger(Migration.class);

  private static final Duration TRY_EVERY = Duration.ofSeconds(1);

  /** A database that starts together with the registry is there by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final DataSource connections;
  private final SchemaState state;
  private final CompletableFuture<Void> outcome = new CompletableFuture<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Clock clock;
  private final Instant started;
  private String told = "";

  Migration(JdbcConnectionDetails database, SchemaState state, Clock clock) {
    this.connections = MigrationConnections.to(database);
    this.state = state;
    this.clock = clock;
    this.started = clock.instant();
  }

  /**
   * Completes when the schema is what this release needs; exceptionally if it cannot be brought
   * there, which waiting does not mend.
   */
  public CompletionStage<Void> outcome() {
    return outcome.minimalCompletionStage();
  }

  @Override
  public void migrate(Flyway configured) {
    var flyway =
        Flyway.configure()
            .configuration(configured.getConfiguration())
            .dataSource(connections)
            .connectRetries(0)
            .load();
    Thread.ofVirtual().name("migration").start(() -> bringUp(flyway));
  }

  private void bringUp(Flyway flyway) {
    try {
      while (!attempt(flyway)) {
        if (closed.await(TRY_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      state.present();
      outcome.complete(null);
    } catch (FlywayException e) {
      log.error("the database's schema cannot be brought to what this release needs", e);
      outcome.completeExceptionally(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * @return false if nobody can tell yet, because the database takes no connection
   */
  private boolean attempt(Flyway flyway) {
    try (var _ = connections.getConnection()) {
      var result = flyway.migrate();
      log.info(
          "the database is there: {} migrations to schema {}",
          result.migrationsExecuted,
          result.targetSchemaVersion == null
              ? result.initialSchemaVersion
              : result.targetSchemaVersion);
      return true;
    } catch (SQLException e) {
      tell(e);
      return false;
    } catch (FlywayException e) {
      var lost = Lost.in(e);
      if (lost.isEmpty()) {
        throw e;
      }
      tell(lost.get());
      return false;
    }
  }

  /**
   * Each reason once, and once more when patience has ended: the first may be that nobody listens,
   * the next that the role is missing.
   */
  private void tell(SQLException e) {
    var waited = Duration.between(started, clock.instant());
    var level = waited.compareTo(PATIENCE) < 0 ? Level.INFO : Level.WARN;
    String news = level + " " + e.getMessage();
    if (!news.equals(told)) {
      log.atLevel(level)
          .log("waiting for the database, not ready until it is there: {}", e.getMessage());
      told = news;
    }
  }

  @Override
  public void destroy() {
    closed.countDown();
  }
}
