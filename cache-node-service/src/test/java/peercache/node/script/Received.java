package peercache.node.script;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request, byte for byte as it came.
 *
 * @param target the request target as it was sent
 * @param headers lines as they were sent
 * @param body its bytes, a character each
 */
public record Received(String method, String target, List<String> headers, String body) {
  public Optional<String> header(String name) {
    var values = headers(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
  }

  public List<String> headers(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return headers.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .toList();
  }
}
