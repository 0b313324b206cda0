package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import peercache.localnetwork.Ports;
import peercache.localnetwork.ServiceProcess;
import tools.jackson.databind.JsonNode;

/** A real Prometheus that scrapes a network as {@code dashboards/prometheus} says. */
final class Prometheus implements AutoCloseable {
  /** A job, up to the next one. */
  private static final Pattern JOB = Pattern.compile("job_name: (\\w+)\n(?: {4}.*\n)*");

  private static final Pattern RHYTHM =
      Pattern.compile("(scrape_interval|scrape_timeout|evaluation_interval): \\d+s");

  private final Process process;
  private final URI uri;

  private Prometheus(Process process, URI uri) {
    this.process = process;
    this.uri = uri;
  }

  /**
   * Starts it and waits until it answers. Its configuration is the one that is shipped, with other
   * addresses and every two seconds.
   *
   * @param directory of its own
   */
  static Prometheus start(Path directory, Path shipped, TestNetwork network) throws IOException {
    Files.writeString(
        directory.resolve("prometheus.yml"),
        configuration(Files.readString(shipped.resolve("prometheus.yml")), network));
    var rules = Files.createDirectory(directory.resolve("rules"));
    try (var files = Files.newDirectoryStream(shipped.resolve("rules"))) {
      for (var file : files) {
        Files.copy(file, rules.resolve(file.getFileName()));
      }
    }
    var uri = URI.create("http://localhost:" + Ports.free() + "/");
    var output = directory.resolve("output");
    var process =
        Tool.in(directory)
            .start(
                List.of(
                    "prometheus",
                    "--config.file=prometheus.yml",
                    "--storage.tsdb.path=data",
                    "--web.listen-address=" + uri.getAuthority()),
                output);
    var started = new Prometheus(process, uri);
    try {
      await()
          .atMost(TestNetwork.PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> !process.isAlive() || started.isReady());
      assertThat(process.isAlive()).as(Files.readString(output)).isTrue();
    } catch (RuntimeException | Error e) {
      started.close();
      throw e;
    }
    return started;
  }

  private static String configuration(String shipped, TestNetwork network) {
    var services = network.network();
    var jobs =
        Map.of(
            "registry", List.of(services.registry()),
            "origin", List.of(services.origin()),
            "node",
                IntStream.rangeClosed(1, services.plan().nodes())
                    .mapToObj(services::node)
                    .toList());
    assertThat(JOB.matcher(shipped).results().map(job -> job.group(1)))
        .containsExactlyInAnyOrderElementsOf(jobs.keySet());
    return JOB.matcher(RHYTHM.matcher(shipped).replaceAll("$1: 2s"))
        .replaceAll(job ->
            Matcher.quoteReplacement(
                """
                job_name: %s
                    metrics_path: /actuator/prometheus
                    static_configs: [{targets: %s}]
                """
                    .formatted(
                        job.group(1), addresses(jobs.getOrDefault(job.group(1), List.of())))));
  }

  private static List<String> addresses(List<ServiceProcess> services) {
    return services.stream()
        .map(service -> "\"localhost:" + (service.baseUri().getPort() + 1_000) + '"')
        .toList();
  }

  private boolean isReady() throws IOException {
    return Web.get(uri.resolve("-/ready")).statusCode() == 200;
  }

  /** The samples that the query has now, each with its {@code metric} and {@code value}. */
  List<JsonNode> query(String expression) throws IOException {
    String encoded = URLEncoder.encode(expression, StandardCharsets.UTF_8);
    var answer = Web.json(uri.resolve("api/v1/query?query=" + encoded));
    assertThat(answer.at("/status").asString()).as(expression + ": " + answer).isEqualTo("success");
    return answer.at("/data/result").valueStream().toList();
  }

  /** The value of a query that has one sample. */
  double value(String expression) throws IOException {
    var samples = query(expression);
    assertThat(samples).as(expression).hasSize(1);
    return Double.parseDouble(samples.getFirst().at("/value/1").asString());
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
