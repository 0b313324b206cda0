package peercache.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What a registry does about a database that is not yet, or cannot become, what it needs. */
@ExtendWith(OutputCaptureExtension.class)
class SchemaIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String WAITING = "waiting for the database";

  @Test
  void waitsForARoleThatIsMadeLaterAndSaysSoOnce(CapturedOutput log) throws Exception {
    var database = TestDatabase.create();
    // What a URL says of the user would win.
    String url = database.url().replaceFirst("\\?.*", "");
    var late = new TestDatabase(url, "latecomer", "latecomer-password");

    try (var registry = RunningRegistry.listen(late)) {
      await().atMost(PATIENCE).until(() -> log.toString().contains(WAITING));
      assertThat(registry.migration()).isNotDone();

      execute(database, "create role latecomer superuser login password 'latecomer-password'");

      registry.migration().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      assertThat(registry.stranger().nodes()).isEmpty();
      assertThat(log.toString()).containsOnlyOnce(WAITING).contains("the database is there: ");
    } finally {
      execute(database, "drop owned by latecomer cascade", "drop role if exists latecomer");
    }
  }

  @Test
  void endsWithOneWhenTheSchemaIsNotItsOwn(@TempDir Path directory) throws Exception {
    var database = TestDatabase.create();
    execute(database, "create table node (of_somebody_else int)");
    var output = directory.resolve("output");

    var process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    RegistryApplication.class.getName(),
                    "--server.port=0",
                    "--management.server.port=0",
                    "--peercache.access.network-key=" + RunningRegistry.NETWORK_KEY,
                    "--spring.datasource.url=" + database.url(),
                    "--spring.datasource.username=" + database.user(),
                    "--spring.datasource.password=" + database.password()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();

    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as(Files.readString(output))
          .isTrue();
      assertThat(process.exitValue()).isEqualTo(1);
      assertThat(Files.readString(output))
          .containsPattern("ERROR.*the database's schema cannot be brought");
    } finally {
      process.destroyForcibly();
    }
  }

  private static void execute(TestDatabase database, String... statements) throws Exception {
    try (var connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
