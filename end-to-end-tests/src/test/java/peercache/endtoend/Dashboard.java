package peercache.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a Grafana dashboard asks Prometheus. */
final class Dashboard {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), *([a-z_]+)\\)");

  /**
   * One query.
   *
   * @param where it stands, for people
   * @param expression with the dashboard's variables filled in
   * @param labels that each of its samples must have
   */
  record Query(String where, String expression, List<String> labels) {}

  private Dashboard() {}

  /** All of a dashboard: of its panels, and of its variables. */
  static List<Query> queries(Path file) throws IOException {
    var board = JSON.readTree(Files.readString(file));
    var name = file.getFileName().toString();
    var ofPanels =
        board
            .at("/panels")
            .valueStream()
            .flatMap(panel ->
                panel
                    .at("/targets")
                    .valueStream()
                    .map(target -> query(name + ": " + panel.at("/title").asString(), target)));
    var ofVariables =
        board
            .at("/templating/list")
            .valueStream()
            .filter(variable -> variable.at("/type").asString().equals("query"))
            .map(variable -> ofVariable(name, variable));
    return Stream.concat(ofPanels, ofVariables).toList();
  }

  private static Query query(String where, JsonNode target) {
    var labels =
        Pattern.compile("\\{\\{(\\w+)}}")
            .matcher(target.at("/legendFormat").asString())
            .results()
            .map(label -> label.group(1))
            .toList();
    return new Query(where, filledIn(target.at("/expr").asString()), labels);
  }

  private static Query ofVariable(String board, JsonNode variable) {
    var definition = variable.at("/query/query").asString();
    var parts = LABEL_VALUES.matcher(definition);
    if (!parts.matches()) {
      throw new IllegalArgumentException(board + ": not understood: " + definition);
    }
    return new Query(
        board + ": $" + variable.at("/name").asString(), parts.group(1), List.of(parts.group(2)));
  }

  private static String filledIn(String expression) {
    return expression
        .replace("$__rate_interval", "20s")
        .replace("$__range", "1m")
        .replace("$instance", ".*");
  }
}
