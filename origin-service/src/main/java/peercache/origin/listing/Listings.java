package peercache.origin.listing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;
import peercache.api.FilePath;
import peercache.content.Problem;
import peercache.origin.catalog.Catalog;
import tools.jackson.databind.json.JsonMapper;

/** Directories over HTTP. May block. */
@Component
public final class Listings {
  private static final String AFTER = "after=";

  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(ListingProperties.class)
  static class Properties {}

  private final Catalog catalog;
  private final DirectoryPages pages;
  private final JsonMapper json;

  Listings(Catalog catalog, ListingProperties properties, JsonMapper json) {
    this.catalog = catalog;
    this.pages = new DirectoryPages(catalog, properties.maxEntries());
    this.json = json;
  }

  /**
   * @param directory null for the served directory itself
   */
  public void answer(
      Request request, Response response, Callback callback, @Nullable FilePath directory) {
    try {
      var location = directory == null ? Optional.of(catalog.root()) : catalog.directory(directory);
      if (location.isEmpty()) {
        Problem.of(404, "unknown-directory", "Not Found", "there is no directory " + directory)
            .write(request, response, callback);
        return;
      }
      list(request, response, callback, directory, location.get());
    } catch (IllegalArgumentException e) {
      Problem.of(400, "bad-query", "Bad Request", "after: " + e.getMessage())
          .write(request, response, callback);
    } catch (IOException | RuntimeException e) {
      Response.writeError(request, response, callback, e);
    }
  }

  private void list(
      Request request,
      Response response,
      Callback callback,
      @Nullable FilePath directory,
      Path location)
      throws IOException {
    var page = pages.read(location, after(request.getHttpURI().getQuery()));
    var headers = response.getHeaders();
    byte[] body =
        switch (AcceptedForm.of(request.getHeaders().getValuesList(HttpHeader.ACCEPT))) {
          case HTML -> {
            headers.put(HttpHeader.CONTENT_TYPE, "text/html; charset=utf-8");
            // A name that got through all the escaping would still not run.
            headers.put("Content-Security-Policy", "default-src 'none'");
            yield HtmlListing.of(directory, page).getBytes(StandardCharsets.UTF_8);
          }
          case JSON -> {
            headers.put(HttpHeader.CONTENT_TYPE, "application/json");
            yield json.writeValueAsBytes(page.entries());
          }
        };
    if (page.next() != null) {
      headers.put(HttpHeader.LINK, "<" + HtmlListing.nextQuery(page.next()) + ">; rel=\"next\"");
    }
    headers.put(HttpHeader.VARY, "Accept");
    headers.put(HttpHeader.CACHE_CONTROL, "no-cache");
    headers.put("X-Content-Type-Options", "nosniff");
    headers.put(HttpHeader.CONTENT_LENGTH, body.length);
    boolean head = "HEAD".equals(request.getMethod());
    response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
  }

  /** The name in {@code ?after=}, or nothing. */
  private static String after(@Nullable String query) {
    if (query != null) {
      for (String parameter : query.split("&", -1)) {
        if (parameter.startsWith(AFTER)) {
          return FilePath.fromUriPath(parameter.substring(AFTER.length())).value();
        }
      }
    }
    return "";
  }
}
