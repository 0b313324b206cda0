package peercache.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Grafana needs to show the dashboards; what their queries find is tested end to end. */
class DashboardsTests {
  private static final Path GRAFANA = Program.HOME.resolve("dashboards/grafana");
  private static final int COLUMNS = 24;

  static List<Path> dashboards() throws IOException {
    var found = new ArrayList<Path>();
    try (var files = Files.newDirectoryStream(GRAFANA, "*.json")) {
      files.forEach(found::add);
    }
    return found;
  }

  private static JsonNode read(Path file) throws IOException {
    return new JsonMapper().readTree(Files.readString(file));
  }

  @Test
  void eachHasAnIdAndATitleOfItsOwn() throws IOException {
    var ids = new ArrayList<String>();
    var titles = new ArrayList<String>();
    for (var file : dashboards()) {
      ids.add(read(file).at("/uid").asText());
      titles.add(read(file).at("/title").asText());
    }

    assertThat(ids).hasSize(4).doesNotHaveDuplicates().allMatch(id -> id.startsWith("peercache-"));
    assertThat(titles).doesNotHaveDuplicates().allMatch(title -> title.startsWith("Peercache: "));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void noPanelsOverlap(Path file) throws IOException {
    var taken = new HashSet<String>();
    var ids = new HashSet<Integer>();
    for (var panel : read(file).at("/panels")) {
      assertThat(ids.add(panel.at("/id").asInt())).as("id of " + panel).isTrue();
      var place = panel.at("/gridPos");
      int left = place.at("/x").asInt();
      int right = left + place.at("/w").asInt();
      assertThat(right).isLessThanOrEqualTo(COLUMNS);
      for (int x = left; x < right; x++) {
        for (int y = 0; y < place.at("/h").asInt(); y++) {
          assertThat(taken.add(x + "/" + (place.at("/y").asInt() + y))).as("%s", panel).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void eachPanelSaysWhatItShowsAndAsksTheChosenPrometheus(Path file) throws IOException {
    assertThat(read(file).at("/panels"))
        .filteredOn(panel -> !panel.at("/type").asText().equals("row"))
        .hasSizeGreaterThan(10)
        .allSatisfy(panel -> {
          assertThat(panel.at("/description").asText()).isNotBlank();
          assertThat(panel.at("/targets")).isNotEmpty();
          assertThat(panel.at("/targets"))
              .allSatisfy(target ->
                  assertThat(target.at("/datasource/uid").asText()).isEqualTo("${datasource}"));
        });
  }

  @Test
  void grafanaFindsDashboardsAndPrometheus() throws IOException {
    var source = yaml("provisioning/datasources/prometheus.yml").at("/datasources/0");
    assertThat(source.at("/type").asText()).isEqualTo("prometheus");
    assertThat(source.at("/url").asText()).isEqualTo("http://prometheus:9090");
    var provider = yaml("provisioning/dashboards/peercache.yml").at("/providers/0");
    assertThat(provider.at("/type").asText()).isEqualTo("file");
    assertThat(provider.at("/options/path").asText()).isEqualTo("/etc/grafana/dashboards");
  }

  private static JsonNode yaml(String file) throws IOException {
    return new YAMLMapper().readTree(Files.readString(GRAFANA.resolve(file)));
  }
}
