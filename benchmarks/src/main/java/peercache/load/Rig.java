package peercache.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import peercache.localnetwork.Database;
import peercache.localnetwork.Ports;
import peercache.localnetwork.ServiceProcess;

/** An embedded PostgreSQL and a registry as the jar that is deployed. */
final class Rig implements AutoCloseable {
  static final String KEY = "benchmark-benchmark-benchmark-benchmark";

  /** What an operator would set for so many holdings; everything else is as PostgreSQL comes. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "shared_buffers", "3GB",
          "maintenance_work_mem", "1GB",
          "max_wal_size", "8GB",
          "checkpoint_timeout", "15min");

  final Database database;
  final ServiceProcess registry;

  private Rig(Database database, ServiceProcess registry) {
    this.database = database;
    this.registry = registry;
  }

  /**
   * @param home the directory of the built project
   * @param jvmOptions of the registry beside its usual ones
   */
  static Rig start(Path home, Path data, Population population, List<String> jvmOptions)
      throws IOException, SQLException {
    var database =
        Database.in(
            data.resolve("postgres"), data.resolve("postgres-binaries"), "benchmark", SETTINGS);
    database.start();
    try {
      prepare(database, population);
      var registry = registry(home, data, database, jvmOptions);
      try {
        registry.awaitReady();
        return new Rig(database, registry);
      } catch (RuntimeException e) {
        registry.handle().destroyForcibly();
        throw e;
      }
    } catch (IOException | SQLException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /** Leases must be good before a registry tidies up what they no longer cover. */
  private static void prepare(Database database, Population population) throws SQLException {
    try (var connection = connect(database)) {
      if (population.isIn(connection)) {
        Population.renew(connection);
      }
    }
  }

  private static ServiceProcess registry(
      Path home, Path data, Database database, List<String> jvmOptions) throws IOException {
    int port = Ports.freeBase(0);
    var environment = new HashMap<String, String>();
    environment.put("LC_ALL", "C.UTF-8");
    environment.put("MALLOC_ARENA_MAX", "2");
    environment.put("SERVER_PORT", String.valueOf(port));
    environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(port + 1_000));
    environment.put("SPRING_DATASOURCE_URL", database.jdbcUrl());
    environment.put("SPRING_DATASOURCE_USERNAME", database.user());
    environment.put("SPRING_DATASOURCE_PASSWORD", database.password());
    environment.put("PEERCACHE_ACCESS_NETWORKKEY", KEY);
    environment.put("PEERCACHE_ACCESSLOG_ENABLED", "false");
    // Nobody renews the leases while look-ups are measured alone.
    environment.put("PEERCACHE_REGISTRY_LEASE", "1d");
    // Nor is anybody there to be called back.
    environment.put("PEERCACHE_REGISTRY_CHECK_ENABLED", "false");
    for (int site = 0; site < Population.REGIONS * Population.SITES; site++) {
      String rule = "PEERCACHE_REGISTRY_ZONES_" + site + "_";
      environment.put(rule + "CIDR", "10.%d.0.0/16".formatted(site));
      environment.put(rule + "ZONE", Population.zone(site));
    }
    var options = new ArrayList<>(List.of("-Xmx256m", "-XX:+UseSerialGC"));
    options.addAll(jvmOptions);
    return ServiceProcess.start(
        "registry",
        List.of(),
        jar(home),
        URI.create("http://127.0.0.1:" + port),
        environment,
        options,
        data.resolve("registry.out"));
  }

  private static Path jar(Path home) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("registry-service/target"))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-exec.jar"))
          .findFirst()
          .orElseThrow(() -> new IOException("the registry is not built"));
    }
  }

  Connection connect() throws SQLException {
    return connect(database);
  }

  private static Connection connect(Database database) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
  }

  /** CPU time so far of the registry, of PostgreSQL and of this process, which makes the load. */
  record Cpu(Duration registry, Duration database, Duration load) {
    Cpu since(Cpu before) {
      return new Cpu(
          registry.minus(before.registry),
          database.minus(before.database),
          load.minus(before.load));
    }
  }

  Cpu cpu() {
    var server = database.process();
    var postgres =
        Stream.concat(Stream.of(server), server.descendants())
            .map(Rig::cpu)
            .reduce(Duration.ZERO, Duration::plus);
    return new Cpu(cpu(registry.handle()), postgres, cpu(ProcessHandle.current()));
  }

  private static Duration cpu(ProcessHandle process) {
    return Objects.requireNonNull(process.info().totalCpuDuration().orElse(Duration.ZERO));
  }

  /** For when this program is told to end; harmless after {@link #close}. */
  void kill() {
    registry.handle().destroyForcibly();
    try {
      database.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      registry.stop();
    } catch (InterruptedException e) {
      registry.handle().destroyForcibly();
      Thread.currentThread().interrupt();
    }
    database.close();
  }
}
