package peercache.load;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import peercache.load.OpenLoop.Result;

/**
 * A registry with many nodes and holdings: look-ups, renewals and an inventory, each alone and all
 * at once, over HTTP against the real jar and a real PostgreSQL.
 */
final class RegistryBenchmark {
  private static final int DIFFERENT_LOOKUPS = 50_000;
  private static final byte[] NO_BODY = {};

  private final Rig rig;
  private final Scale scale;
  private final Random random = new Random(1);
  private final byte[][] lookups;

  /**
   * @param lookups a second
   * @param renewals a second
   * @param inventory versions in one
   * @param seconds of each measurement
   */
  record Scale(Population population, int lookups, int renewals, int inventory, Duration seconds) {}

  private RegistryBenchmark(Rig rig, Scale scale) {
    this.rig = rig;
    this.scale = scale;
    this.lookups =
        Arrays.stream(scale.population().asked(DIFFERENT_LOOKUPS, random))
            .mapToObj(this::lookupOf)
            .toArray(byte[][]::new);
  }

  public static void main(String[] args) throws Exception {
    var home = Path.of(args[0]);
    var data = Path.of(args[1]);
    var population = Population.of(number("NODES", 1_000), number("HOLDINGS", 10_000_000));
    var scale =
        new Scale(
            population,
            number("LOOKUPS", 5_000),
            number("RENEWALS", 1_000),
            number("INVENTORY", 100_000),
            Duration.ofSeconds(number("SECONDS_EACH", 15)));
    String options = System.getenv().getOrDefault("REGISTRY_OPTS", "");
    var jvmOptions = options.isBlank() ? List.<String>of() : List.of(options.split(" "));
    try (var rig = Rig.start(home, data, population, jvmOptions)) {
      Runtime.getRuntime().addShutdownHook(new Thread(rig::kill));
      fill(rig, population);
      new RegistryBenchmark(rig, scale).run(number("WARM_UP", 20));
    }
  }

  private static int number(String name, int otherwise) {
    String value = System.getenv().getOrDefault(name, "");
    return value.isBlank() ? otherwise : Integer.parseInt(value);
  }

  private static void fill(Rig rig, Population population) throws SQLException {
    try (var connection = rig.connect()) {
      if (!population.isIn(connection)) {
        long start = System.nanoTime();
        population.writeTo(connection);
        System.out.printf(
            Locale.ROOT,
            "filled by the database itself in %.0f s%n",
            (System.nanoTime() - start) / 1e9);
      }
      Population.readAll(connection);
      System.out.printf(
          Locale.ROOT,
          "%,d nodes, %,d versions, %,d holdings%n",
          Population.count(connection, "node"),
          population.versions(),
          Population.count(connection, "holding"));
    }
  }

  private void run(int warmUp) throws Exception {
    if (warmUp > 0) {
      heading("warm-up, not counted");
      together(Duration.ofSeconds(warmUp));
    }
    heading("alone");
    measure("look-ups", lookups());
    measure("renewals", renewals());
    var inventories = new Inventories(rig, scale.inventory(), scale.population().versions());
    timed("inventory of a new node", () -> inventories.send(1));
    timed("the same again", () -> inventories.send(1));
    timed("the same after a restart", () -> inventories.send(2));
    timed("one version in a hundred is another", () -> inventories.changed().send(2));
    heading("together");
    var other = new Inventories(rig, scale.inventory(), scale.population().versions());
    try (var threads = Executors.newFixedThreadPool(1)) {
      var inventory =
          threads.submit(() -> {
            Thread.sleep(scale.seconds().dividedBy(4));
            return other.send(1);
          });
      together(scale.seconds());
      System.out.printf(
          Locale.ROOT,
          "%-40s %8.2f s%n",
          "  an inventory of a new node meanwhile",
          inventory.get());
    }
  }

  private void together(Duration length) throws Exception {
    try (var threads = Executors.newFixedThreadPool(2)) {
      var before = rig.cpu();
      long start = System.nanoTime();
      var running =
          threads.<Result>invokeAll(
              List.of(() -> lookups().run(length), () -> renewals().run(length)));
      var spent = rig.cpu().since(before);
      row("look-ups", running.get(0).get());
      row("renewals", running.get(1).get());
      busy(spent, (System.nanoTime() - start) / 1e9);
    }
  }

  private void measure(String what, OpenLoop load) throws InterruptedException {
    var before = rig.cpu();
    var result = load.run(scale.seconds());
    var spent = rig.cpu().since(before);
    row(what, result);
    busy(spent, result.seconds());
  }

  private OpenLoop lookups() {
    return new OpenLoop(
        rig.registry.baseUri(),
        scale.lookups(),
        number -> lookups[number % lookups.length],
        answer -> answer.isOk() && answer.body().contains("\"HOLDING\""));
  }

  private OpenLoop renewals() {
    return new OpenLoop(
        rig.registry.baseUri(),
        scale.renewals(),
        this::renewal,
        answer -> answer.isOk() && answer.body().contains("\"renewEvery\""));
  }

  private void timed(String what, Callable<Double> inventory) throws Exception {
    if (scale.inventory() > 0) {
      var before = rig.cpu();
      double seconds = inventory.call();
      System.out.printf(Locale.ROOT, "%-40s %8.2f s%n", what, seconds);
      busy(rig.cpu().since(before), seconds);
    }
  }

  private byte[] lookupOf(int version) {
    int site = random.nextInt(Population.REGIONS * Population.SITES);
    String path =
        "/v1/versions/%s/holders?client=10.%d.%d.%d&limit=8&origin=local&size=%d"
            .formatted(
                Population.hex(version), site, random.nextInt(256), random.nextInt(256), 1_048_576);
    return HttpConnection.request("GET", path, Rig.KEY, NO_BODY);
  }

  private byte[] renewal(int number) {
    int node = 1 + number % scale.population().nodes();
    String body =
        "{\"incarnation\":1,\"usedBytes\":%d,\"bytesPerSecond\":%d,\"fills\":0,\"reportNumber\":0}"
            .formatted(1_000_000_000L + number, number % 1_000 * 100_000L);
    return HttpConnection.request(
        "POST",
        "/v1/nodes/" + Population.node(node) + "/renewal",
        Rig.KEY,
        body.getBytes(StandardCharsets.US_ASCII));
  }

  private static void heading(String title) {
    System.out.printf(
        Locale.ROOT,
        "%n%-24s %8s %8s %8s %8s %8s %8s %9s%n",
        title,
        "asked/s",
        "right/s",
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "max ms",
        "failures");
  }

  private static void row(String what, Result result) {
    System.out.printf(
        Locale.ROOT,
        "%-24s %8.0f %8.0f %8.2f %8.2f %8.2f %8.1f %9d%n",
        what,
        result.asked(),
        result.right(),
        result.millis(0.5),
        result.millis(0.9),
        result.millis(0.99),
        result.millis(1),
        result.failures());
  }

  private static void busy(Rig.Cpu cpu, double seconds) {
    System.out.printf(
        Locale.ROOT,
        "  processors busy: registry %.2f, PostgreSQL %.2f, load %.2f%n",
        cpu.registry().toMillis() / 1e3 / seconds,
        cpu.database().toMillis() / 1e3 / seconds,
        cpu.load().toMillis() / 1e3 / seconds);
  }
}
