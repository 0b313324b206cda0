package peercache.localnetwork;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How each service of a local network is started: its jar, its configuration, its share of the
 * machine.
 */
final class Services {
  private static final String REGISTRY_JAR = "registry-service";
  private static final String ORIGIN_JAR = "origin-service";
  static final String NODE = "node-";
  private static final String NODE_JAR = "cache-node-service";

  private static final List<String> JVM_OPTIONS = List.of("-Xmx256m", "-XX:+UseSerialGC");

  /**
   * The registry of one machine has little to do, and the second compiler takes a third of its
   * start.
   */
  private static final List<String> REGISTRY_JVM_OPTIONS =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  /** 100,000 versions take 45 MiB of it, 10,000 connections as much; bytes of files take none. */
  private static final List<String> NODE_JVM_OPTIONS =
      List.of(
          "-Xmx160m",
          "-XX:+UseSerialGC",
          // Ten times as patient as by default: what is really hot reaches them in seconds, while a
          // fill, which runs everything some thousand times, is over before the second compiler has
          // paid for itself.
          "-XX:Tier4InvocationThreshold=50000",
          "-XX:Tier4MinInvocationThreshold=6000",
          "-XX:Tier4CompileThreshold=150000",
          "-XX:Tier4BackEdgeThreshold=400000");

  /**
   * Many nodes on one machine must not keep the registry, which each of them waits for, or the
   * origin from the processors: each of those has three times the weight of a node.
   */
  private static final List<String> BEHIND_THE_OTHERS = List.of("nice", "-n", "5");

  /** What the JVM of a service is told about its cache. */
  interface StartOptions {
    List<String> of(String name, FastStart service);
  }

  private final Plan plan;
  private final Keys keys;
  private final StartOptions startOptions;

  /**
   * @param startOptions what each JVM is told about its cache
   */
  Services(Plan plan, Keys keys, StartOptions startOptions) {
    this.plan = plan;
    this.keys = keys;
    this.startOptions = startOptions;
  }

  static void requireBuilt(Path home) {
    for (var service : all(home)) {
      if (!Files.isRegularFile(service.builtJar())) {
        throw new LocalNetworkException(
            service.builtJar().getFileName()
                + " is not built: run ./mvnw package in "
                + home.toAbsolutePath());
      }
    }
  }

  static List<FastStart> all(Path home) {
    return Stream.of(REGISTRY_JAR, ORIGIN_JAR, NODE_JAR)
        .map(service -> new FastStart(jar(home, service)))
        .toList();
  }

  /** Where PostgreSQL is unpacked, once for all networks of a build. */
  static Path postgresBinaries(Path home) {
    return home.resolve("local-network").resolve("target").resolve("postgres-binaries");
  }

  ServiceProcess registry(Database database) throws IOException {
    return registry("registry", registryUri(), database);
  }

  /** One of several, or the only one. */
  ServiceProcess registry(String name, URI uri, Database database) throws IOException {
    var environment = common(name, uri.getPort());
    environment.put("PEERCACHE_ACCESS_PUBLISHERKEYFILE", keys.publisher().toString());
    environment.put("SPRING_DATASOURCE_URL", database.jdbcUrl());
    environment.put("SPRING_DATASOURCE_USERNAME", database.user());
    environment.put("SPRING_DATASOURCE_PASSWORD", database.password());
    // All of the network is on this machine.
    environment.put("PEERCACHE_REGISTRY_ADDRESSES_ALLOWED", "127.0.0.0/8,::1/128");
    return start(name, REGISTRY_JAR, plan.placement().registry(), uri.getPort(), environment);
  }

  ServiceProcess origin() throws IOException {
    var environment = common("origin", plan.originPort());
    environment.put("PEERCACHE_ACCESS_PUBLISHERKEYFILE", keys.publisher().toString());
    environment.put("PEERCACHE_ORIGIN_ID", Plan.ORIGIN_ID);
    environment.put("PEERCACHE_ORIGIN_BASEURI", originUri().toString());
    environment.put("PEERCACHE_ORIGIN_REGISTRY", registryUri().toString());
    environment.put("PEERCACHE_ORIGIN_DIRECTORY", plan.files().toString());
    environment.put("PEERCACHE_ORIGIN_DATADIRECTORY", plan.data().resolve("origin").toString());
    return start("origin", ORIGIN_JAR, plan.placement().origin(), plan.originPort(), environment);
  }

  static String nodeName(int number) {
    return NODE + number;
  }

  ServiceProcess node(int number) throws IOException {
    String name = nodeName(number);
    var host = plan.placement().node(number);
    int port = plan.nodePort(number);
    var environment = common(name, port);
    environment.put("PEERCACHE_NODE_ID", name);
    environment.put("PEERCACHE_NODE_BASEURI", uri(host, port).toString());
    environment.put("PEERCACHE_NODE_REGISTRY", registryUri().toString());
    // All end together.
    environment.put("PEERCACHE_NODE_DRAIN_SERVEON", "0s");
    environment.put("PEERCACHE_NODE_DATADIRECTORY", plan.data().resolve(name).toString());
    return start(name, NODE_JAR, host.running(BEHIND_THE_OTHERS), port, environment);
  }

  private ServiceProcess start(
      String name, String service, Placement.Host host, int port, Map<String, String> environment)
      throws IOException {
    environment.putAll(plan.properties().getOrDefault(name, Map.of()));
    var built = new FastStart(jar(plan.home(), service));
    var options = new ArrayList<>(jvmOptions(service));
    options.addAll(startOptions.of(name, built));
    return ServiceProcess.start(
        name,
        host.enter(),
        built.jar(),
        uri(host, port),
        environment,
        options,
        logs().resolve(name + ".out"));
  }

  private static List<String> jvmOptions(String service) {
    return switch (service) {
      case REGISTRY_JAR -> REGISTRY_JVM_OPTIONS;
      case NODE_JAR -> NODE_JVM_OPTIONS;
      default -> JVM_OPTIONS;
    };
  }

  private Map<String, String> common(String name, int port) {
    var environment = new HashMap<String, String>();
    // File names are UTF-8 whatever the locale of the shell is.
    environment.put("LC_ALL", "C.UTF-8");
    // Two heaps of the C library instead of eight for each processor, none of which it gives back.
    environment.put("MALLOC_ARENA_MAX", "2");
    environment.put("SERVER_PORT", String.valueOf(port));
    environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(Plan.managementPort(port)));
    environment.put("PEERCACHE_ACCESS_NETWORKKEYFILE", keys.network().toString());
    environment.put("LOGGING_FILE_NAME", logs().resolve(name + ".log").toString());
    environment.put("LOGGING_THRESHOLD_CONSOLE", "ERROR");
    environment.put(
        "SERVER_JETTY_ACCESSLOG_FILENAME", logs().resolve(name + "-access.log").toString());
    environment.put("SERVER_JETTY_ACCESSLOG_APPEND", "true");
    return environment;
  }

  private URI registryUri() {
    return uri(plan.placement().registry(), plan.registryPort());
  }

  private URI originUri() {
    return uri(plan.placement().origin(), plan.originPort());
  }

  private static URI uri(Placement.Host host, int port) {
    return URI.create("http://" + host.address() + ":" + port);
  }

  private Path logs() {
    return plan.data().resolve("logs");
  }

  private static Path jar(Path home, String service) {
    var target = home.resolve(service).resolve("target");
    return target.resolve(service + "-" + version() + "-exec.jar");
  }

  private static String version() {
    var version = Services.class.getPackage().getImplementationVersion();
    return version == null ? System.getProperty("peercache.version", "unknown") : version;
  }
}
