package peercache.origin.files;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
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
  private final Map<Reason, HttpField> here = new EnumMap<>(Reason.class);

  RouteHeaders(NodeUris uris) {
    this.uris = uris;
    for (Reason reason : Reason.values()) {
      here.put(reason, new PreEncodedHttpField(ROUTE, "origin; reason=" + reason.word()));
    }
  }

  void revalidate(Exchange exchange) {
    revalidate(exchange.response().getHeaders());
  }

  void servedHere(Exchange exchange, Reason reason) {
    var headers = exchange.response().getHeaders();
    revalidate(headers);
    if (!NOT_DESCRIBED.contains(reason)) {
      headers.add(DESCRIBED_BY);
    }
    var route = here.get(reason);
    if (route != null) {
      headers.put(route);
    }
  }

  private static void revalidate(HttpFields.Mutable headers) {
    headers.put(REVALIDATE);
    headers.put(VARY);
  }

  /** 302: every client follows it. */
  void redirect(Exchange exchange, RouteRequest request, Version version, Route.ToNode route) {
    var headers = exchange.response().getHeaders();
    headers.add(
        HttpHeader.LOCATION,
        uris.of(route.holder(), version.id(), request.path(), request.excluded()));
    int priority = 2;
    for (Holder alternate : route.alternates()) {
      String uri = uris.of(alternate, version.id(), request.path(), request.excluded());
      // Without quotes, as in the examples of RFC 6249: aria2 knows no others.
      headers.add(HttpHeader.LINK, '<' + uri + ">; rel=duplicate; pri=" + priority++);
    }
    headers.add(DESCRIBED_BY);
    version.digestFields().forEach(headers::add);
    headers.add(NO_STORE);
    headers.add(ROUTE, "node=" + route.holder().id() + "; reason=" + route.reason().word());
    exchange.answerEmpty(302);
  }
}
