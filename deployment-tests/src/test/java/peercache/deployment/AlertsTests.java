package peercache.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AlertsTests {
  private static final Path PROMETHEUS = Program.HOME.resolve("dashboards/prometheus");

  @Test
  void prometheusTakesTheConfiguration() throws Exception {
    Program.run(
        List.of("promtool", "check", "config", PROMETHEUS.resolve("prometheus.yml").toString()));
  }

  @Test
  void eachAlertComesWhenItShouldAndOnlyThen() throws Exception {
    Program.run(
        List.of("promtool", "test", "rules", PROMETHEUS.resolve("tests/peercache.yml").toString()));
  }

  @Test
  void noAlertIsWithoutATest() throws IOException {
    var played = Files.readString(PROMETHEUS.resolve("tests/peercache.yml"));

    assertThat(alerts().map(alert -> alert.at("/alert").asText()))
        .hasSizeGreaterThan(10)
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(played).containsPattern("\\b" + name + "\\b"));
  }

  @Test
  void eachAlertSaysHowUrgentItIsAndWhatToDo() throws IOException {
    assertThat(alerts())
        .allSatisfy(alert -> {
          assertThat(alert.at("/labels/severity").asText()).isIn("critical", "warning");
          assertThat(alert.at("/annotations/summary").asText()).isNotBlank();
          assertThat(alert.at("/annotations/description").asText()).isNotBlank();
        });
  }

  private static Stream<JsonNode> alerts() throws IOException {
    var rules =
        new YAMLMapper().readTree(Files.readString(PROMETHEUS.resolve("rules/peercache.yml")));
    return rules.at("/groups").valueStream().flatMap(group -> group.at("/rules").valueStream());
  }
}
