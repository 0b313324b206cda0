package peercache.origin.files;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.springframework.stereotype.Component;
import peercache.api.Holder;
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

  private final NodeUris uris;
  private final Map<Reason, HttpField> here = new EnumMap<>(Reason.class);

  RouteHeaders(NodeUris uris) {
    this.uris = uris;
    for (Reason reason : Reason.values()) {
      here.put(reason, new PreEncodedHttpField(ROUTE, "origin; reason=" + reason.word()));
    }
  }

  void revalidate(Exchange exchange) {
    exchange.response().getHeaders().put(REVALIDATE);
  }

  void servedHere(Exchange exchange, Reason reason) {
    var headers = exchange.response().getHeaders();
    headers.put(REVALIDATE);
    var route = here.get(reason);
    if (route != null) {
      headers.put(route);
    }
  }

  /** All fields of a 302 but its length. */
  List<HttpField> redirect(RouteRequest request, Version version, Route.ToNode route) {
    var fields = new ArrayList<HttpField>(8);
    fields.add(new HttpField(HttpHeader.LOCATION, uri(route.holder(), version, request)));
    int priority = 2;
    for (Holder alternate : route.alternates()) {
      String uri = uri(alternate, version, request);
      String link = '<' + uri + ">; rel=\"duplicate\"; pri=" + priority++;
      fields.add(new HttpField(HttpHeader.LINK, link));
    }
    fields.addAll(version.digestFields());
    fields.add(NO_STORE);
    String node = "node=" + route.holder().id() + "; reason=" + route.reason().word();
    fields.add(new HttpField(ROUTE, node));
    return fields;
  }

  private String uri(Holder holder, Version version, RouteRequest request) {
    return uris.of(holder, version.id(), request.path(), request.excluded());
  }
}
