package peercache.origin.selection;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.FilePath;
import peercache.api.HeldVersion;
import peercache.content.Problem;
import peercache.origin.catalog.Catalog;
import peercache.origin.catalog.Selector;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code GET /versions?path=…} or {@code ?prefix=…}, for services of the network: a line of JSON
 * for each version, {@code {"id", "size"}}, perhaps more than once. As long as the answer may be,
 * it is written as it is found, and breaks off where it cannot be found.
 */
@RestController
class SelectionController {
  private final Catalog catalog;
  private final JsonMapper json;

  SelectionController(Catalog catalog, JsonMapper json) {
    this.catalog = catalog;
    this.json = json;
  }

  /**
   * @param former whether versions are meant that were there before, too
   */
  @GetMapping("/versions")
  void versions(
      @RequestParam(required = false) @Nullable String path,
      @RequestParam(required = false) @Nullable String prefix,
      @RequestParam(defaultValue = "false") boolean former,
      HttpServletResponse response)
      throws IOException {
    Selector selector;
    try {
      selector = selector(path, prefix);
    } catch (IllegalArgumentException e) {
      refuse(response, String.valueOf(e.getMessage()));
      return;
    }
    response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
    response.setHeader("Cache-Control", "no-store");
    var out = response.getOutputStream();
    catalog.versions(selector, former, version -> write(version, out));
  }

  private static Selector selector(@Nullable String path, @Nullable String prefix) {
    if ((path == null) == (prefix == null)) {
      throw new IllegalArgumentException("path or prefix must be given, and not both");
    }
    return Optional.ofNullable(path)
        .<Selector>map(one -> new Selector.Path(new FilePath(one)))
        .orElseGet(() -> new Selector.Prefix(String.valueOf(prefix)));
  }

  private void write(HeldVersion version, OutputStream out) {
    try {
      out.write(json.writeValueAsBytes(version));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void refuse(HttpServletResponse response, String detail) throws IOException {
    response.setStatus(400);
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response
        .getOutputStream()
        .write(Problem.of(400, "bad-request", "Bad Request", detail).toJson());
  }
}
