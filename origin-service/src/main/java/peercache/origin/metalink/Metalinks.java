package peercache.origin.metalink;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.springframework.stereotype.Component;
import peercache.content.ContentDisposition;
import peercache.content.ContentResponse;
import peercache.content.MetalinkForm;
import peercache.content.Representation;
import peercache.content.Validators;
import peercache.origin.catalog.CatalogFile;
import peercache.origin.routing.NodeUris;
import peercache.origin.routing.RouteRequest;
import peercache.origin.routing.Router;

/** Files as Metalinks over HTTP. */
@Component
public final class Metalinks {
  private static final HttpField TYPE =
      new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, MetalinkForm.MEDIA_TYPE);
  private static final HttpField NO_STORE =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
  private static final HttpField VARY = new PreEncodedHttpField(HttpHeader.VARY, "Accept");

  private final Router router;
  private final NodeUris nodes;

  Metalinks(Router router, NodeUris nodes) {
    this.router = router;
    this.nodes = nodes;
  }

  /**
   * Waits for the registry if need be, bounded.
   *
   * @param asked for the file itself, from the same caller: its nodes are those that it could be
   *     sent to, in the same order
   */
  public void answer(
      Request request, Response response, Callback callback, CatalogFile file, RouteRequest asked) {
    var body = new MetalinkBody(metalink(request, file, asked));
    var headers = response.getHeaders();
    String name = file.path().fileName() + MetalinkForm.FILE_EXTENSION;
    headers.put(ContentDisposition.attachment(name));
    headers.put(NO_STORE);
    headers.put(VARY);
    // It differs from caller to caller and from second to second, so it has no validators.
    var representation =
        new Representation(body.size(), new Validators(null, Instant.MAX), List.of());
    ContentResponse.send(request, response, callback, representation, TYPE, body, sent -> {});
  }

  private Metalink metalink(Request request, CatalogFile file, RouteRequest asked) {
    var uris = new ArrayList<String>();
    var version = file.version();
    if (version != null) {
      for (var holder : router.holders(asked)) {
        uris.add(nodes.of(holder, version.id(), asked));
      }
    }
    uris.add(here(request, file, "direct"));
    return new Metalink(
        file.path().fileName(),
        here(request, file, MetalinkForm.PARAMETER),
        published(file),
        version,
        uris);
  }

  /** Under the name by which the caller has reached this origin. */
  private static String here(Request request, CatalogFile file, String query) {
    return URIUtil.newURI(
        request.getHttpURI().getScheme(),
        Request.getServerName(request),
        Request.getServerPort(request),
        "/files/" + file.path().toUriPath(),
        query);
  }

  private static Instant published(CatalogFile file) {
    return file.published() == null
        ? file.stat().modified().toInstant()
        : file.published().lastModified();
  }
}
