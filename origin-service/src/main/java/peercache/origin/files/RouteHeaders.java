package peercache.origin.files;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.springframework.stereotype.Component;
import peercache.api.Holder;
import peercache.content.MetalinkForm;
import peercache.origin.catalog.Version;
import peercache.origin.routing.NodeUris;
import peercache.origin.routing.Reason;
import peercache.origin.routing.Route;
import peercache.origin.routing.RouteRequest;

/** Says the route in headers. */
@Component
final class RouteHeaders {
  private static final String ROUTE = "Peercache-Route";
  private static final HttpField NO_STORE =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
  private static final HttpField REVALIDATE =
      new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-cache");

  /** RFC 6249 section 4; relative to the URL that was asked for. */
  private static final HttpField DESCRIBED_BY =
      new PreEncodedHttpField(
          HttpHeader.LINK,
          "<?"
              + MetalinkForm.PARAMETER
              + ">; rel=\"describedby\"; type=\""
              + MetalinkForm.MEDIA_TYPE
              + '"');

  /** Nodes have nothing of it, or the caller wants no node. */
  private static final Set<Reason> NOT_DESCRIBED =
      Set.of(Reason.SMALL, Reason.UNSETTLED, Reason.ASKED_DIRECT);

  /** Stored answers are no answers to who prefers a Metalink. */
  private static final HttpField VARY = new PreEncodedHttpField(HttpHeader.VARY, "Accept");

  private final NodeUris uris;
  private final Map<Reason, List<HttpField>> here = new EnumMap<>(Reason.class);

  RouteHeaders(NodeUris uris) {
    this.uris = uris;
    for (Reason reason : Reason.values()) {
      here.put(reason, fields(reason));
    }
  }

  private static List<HttpField> fields(Reason reason) {
    var route = new PreEncodedHttpField(ROUTE, "origin; reason=" + reason.word());
    return NOT_DESCRIBED.contains(reason)
        ? List.of(REVALIDATE, VARY, route)
        : List.of(REVALIDATE, VARY, DESCRIBED_BY, route);
  }

  void revalidate(Exchange exchange) {
    var headers = exchange.response().getHeaders();
    headers.put(REVALIDATE);
    headers.put(VARY);
  }

  void servedHere(Exchange exchange, Reason reason) {
    here(reason).forEach(exchange.response().getHeaders()::put);
  }

  /** What is said of the route of a file that is served here. */
  List<HttpField> here(Reason reason) {
    return Objects.requireNonNull(here.get(reason));
  }

  /** All fields of a 302 but its length. */
  List<HttpField> redirect(RouteRequest request, Version version, Route.ToNode route) {
    var fields = new ArrayList<HttpField>(8);
    fields.add(new HttpField(HttpHeader.LOCATION, uri(route.holder(), version, request)));
    int priority = 2;
    for (Holder alternate : route.alternates()) {
      String uri = uri(alternate, version, request);
      // Without quotes, as in the examples of RFC 6249: aria2 knows no others.
      String link = '<' + uri + ">; rel=duplicate; pri=" + priority++;
      fields.add(new HttpField(HttpHeader.LINK, link));
    }
    fields.add(DESCRIBED_BY);
    fields.addAll(version.digestFields());
    fields.add(NO_STORE);
    String node = "node=" + route.holder().id() + "; reason=" + route.reason().word();
    fields.add(new HttpField(ROUTE, node));
    return fields;
  }

  private String uri(Holder holder, Version version, RouteRequest request) {
    return uris.of(holder, version.id(), request);
  }
}
