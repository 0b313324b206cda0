package peercache.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Dashboards and alerts ask for what the services really expose: a real Prometheus scrapes them,
 * and each query has samples.
 */
@ExtendWith(SharedNetwork.class)
class DashboardsIT {
  private static final Path SHIPPED =
      Path.of(System.getProperty("peercache.home", ".."), "dashboards");

  /** Scraped every two seconds, and a rate needs two scrapes of each service. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int SIZE = 1 << 20;
  private static final int DOWNLOADS = 10;

  /** To holders, and to nodes that are made to fill because so many came at once. */
  private static final String REDIRECTS =
      "sum(peercache_origin_routes_total{reason=~\"holder|filling|sparse\"})";

  private static final String SERVED =
      "sum(peercache_node_requests_total{outcome=~\"hit|filling|miss\"})";

  /** A selector of series; what is followed by a parenthesis is a function. */
  private static final Pattern SELECTOR =
      Pattern.compile("\\b(up|[a-z][a-z0-9]*(?:_[a-z0-9]+)+)\\b(\\{[^}]*})?(?!\\()");

  private final TestNetwork network;
  private Prometheus prometheus;

  DashboardsIT(TestNetwork network) {
    this.network = network;
  }

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    prometheus = Prometheus.start(directory, SHIPPED.resolve("prometheus"), network);
  }

  @AfterEach
  void stop() {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  @Test
  void eachQueryOfADashboardAndEachSeriesOfAnAlertHasSamples() throws Exception {
    var queries = new ArrayList<Dashboard.Query>();
    try (var files = Files.newDirectoryStream(SHIPPED.resolve("grafana"), "*.json")) {
      for (var file : files) {
        queries.addAll(Dashboard.queries(file));
      }
    }
    assertThat(queries).hasSizeGreaterThan(100);
    queries.addAll(selectorsOfRules());

    download("dashboards.bin", DOWNLOADS);

    await().atMost(PATIENCE).untilAsserted(() -> assertThat(withoutSamples(queries)).isEmpty());
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          assertThat(prometheus.value(REDIRECTS)).isGreaterThanOrEqualTo(DOWNLOADS);
          assertThat(prometheus.value(SERVED)).isGreaterThanOrEqualTo(DOWNLOADS);
        });
  }

  private void download(String name, int times) throws Exception {
    byte[] content = network.put(name, SIZE);
    network.awaitPublished(name);
    assertThat(Web.follow(network.fileUri(name)).body()).isEqualTo(content);
    network.awaitHeld(Web.sha256(content));
    network.awaitRedirect(name);
    for (int i = 1; i < times; i++) {
      // Each time another request, so that none is taken for a repetition.
      var part = Web.follow(network.fileUri(name), "Range", "bytes=" + i + "-");
      assertThat(part.statusCode()).isEqualTo(206);
    }
  }

  /** The series that the alerts are about; the alerts themselves are tested by promtool. */
  private static List<Dashboard.Query> selectorsOfRules() throws IOException {
    var queries = new ArrayList<Dashboard.Query>();
    try (var files = Files.newDirectoryStream(SHIPPED.resolve("prometheus/rules"), "*.yml")) {
      for (var file : files) {
        expressions(Files.readString(file))
            .flatMap(expression -> SELECTOR.matcher(expression).results())
            .map(selector -> selector.group())
            .forEach(selector ->
                queries.add(
                    new Dashboard.Query(file.getFileName().toString(), selector, List.of())));
      }
    }
    assertThat(queries).hasSizeGreaterThan(10);
    return queries;
  }

  /** What stands under {@code expr:}, in one line or in a block. */
  private static Stream<String> expressions(String rules) {
    return Pattern.compile("(?m)^ +expr: (\\|\\n(?: {10}.*\\n)+|.*\\n)")
        .matcher(rules)
        .results()
        .map(expression -> expression.group(1).replaceAll("by \\([^)]*\\)", ""));
  }

  private List<String> withoutSamples(List<Dashboard.Query> queries) throws IOException {
    var missing = new ArrayList<String>();
    for (var query : queries) {
      var samples = prometheus.query(query.expression());
      if (samples.isEmpty()) {
        missing.add(query + " has no samples");
      }
      for (var sample : samples) {
        for (var label : query.labels()) {
          if (sample.at("/metric/" + label).isMissingNode()) {
            missing.add(query + " has a sample without " + label + ": " + sample);
          }
        }
      }
    }
    return missing;
  }
}
