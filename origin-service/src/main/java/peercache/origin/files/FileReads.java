package peercache.origin.files;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import peercache.api.FilePath;
import peercache.api.VersionId;
import peercache.content.MetalinkForm;
import peercache.content.Precondition;
import peercache.content.Problem;
import peercache.content.Representation;
import peercache.origin.catalog.Catalog;
import peercache.origin.catalog.CatalogFile;
import peercache.origin.limits.Limits;
import peercache.origin.metalink.Metalinks;
import peercache.origin.routing.Reason;
import peercache.origin.routing.Route;
import peercache.origin.routing.RouteRequest;
import peercache.origin.routing.Router;
import peercache.origin.traffic.Outcome;
import peercache.origin.traffic.Traffic;

/** {@code GET} and {@code HEAD} of a file: by way of a node, or from here. */
@Component
final class FileReads {
  /** By which a node says who it is when it asks for a caller of its own. */
  private static final String NODE_HEADER = "Peercache-Node";

  private final Catalog catalog;
  private final Router router;
  private final RouteHeaders headers;
  private final Sender sender;
  private final Metalinks metalinks;
  private final Limits limits;
  private final Traffic traffic;
  private final Clock clock;
  private final ExecutorService waiting;

  FileReads(
      Catalog catalog,
      Router router,
      RouteHeaders headers,
      Sender sender,
      Metalinks metalinks,
      Limits limits,
      Traffic traffic,
      Clock clock,
      ExecutorService requestExecutor) {
    this.catalog = catalog;
    this.router = router;
    this.headers = headers;
    this.sender = sender;
    this.metalinks = metalinks;
    this.limits = limits;
    this.traffic = traffic;
    this.clock = clock;
    this.waiting = requestExecutor;
  }

  /** Runs on the network's thread: whatever must be waited for is handed on. */
  void read(Exchange exchange, FilePath path) throws IOException {
    FileQuery query;
    try {
      query = FileQuery.parse(exchange.request().getHttpURI().getQuery());
    } catch (IllegalArgumentException e) {
      traffic.count(Outcome.BAD_REQUEST);
      exchange.answer(Problem.of(400, "bad-query", "Bad Request", "exclude: " + e.getMessage()));
      return;
    }
    var file = catalog.find(path);
    if (file == null) {
      missing(exchange, path);
      return;
    }
    var fields = exchange.request().getHeaders();
    if (wantsMetalink(fields, query, path)) {
      traffic.count(Outcome.METALINK);
      var asked = routeRequest(exchange, file, query);
      exchange.goOn(
          waiting,
          () ->
              metalinks.answer(
                  exchange.request(), exchange.response(), exchange.callback(), file, asked));
      return;
    }
    var representation = file.representation(clock.instant());
    switch (Precondition.evaluate(fields, representation.validators())) {
      case NOT_MODIFIED -> conditional(exchange, file, representation, Outcome.NOT_MODIFIED);
      case FAILED -> conditional(exchange, file, representation, Outcome.PRECONDITION_FAILED);
      case HOLDS -> decide(exchange, file, routeRequest(exchange, file, query));
    }
  }

  /** With {@code ?direct} a caller wants the bytes whatever it accepts besides. */
  private static boolean wantsMetalink(HttpFields fields, FileQuery query, FilePath path) {
    return query.metalink()
        || (!query.direct()
            && MetalinkForm.isPreferred(fields.getValuesList(HttpHeader.ACCEPT), path.fileName()));
  }

  /** 304 or 412, before any redirect. */
  private void conditional(
      Exchange exchange, CatalogFile file, Representation representation, Outcome outcome) {
    traffic.count(outcome);
    headers.revalidate(exchange);
    sender.sendNoBody(exchange, file, representation);
  }

  private void decide(Exchange exchange, CatalogFile file, RouteRequest request)
      throws IOException {
    var route = router.routeNow(request);
    if (route.isPresent()) {
      follow(exchange, file, request, route.get());
      return;
    }
    exchange.goOn(waiting, () -> follow(exchange, file, request, router.route(request)));
  }

  private void follow(Exchange exchange, CatalogFile file, RouteRequest request, Route route)
      throws IOException {
    switch (route) {
      case Route.ToNode toNode when file.version() != null -> {
        traffic.redirected(toNode.reason());
        headers
            .redirect(request, file.version(), toNode)
            .forEach(exchange.response().getHeaders()::add);
        exchange.answerEmpty(302); // every client follows it
      }
      case Route.ToNode toNode -> serve(exchange, file, Reason.UNSETTLED);
      case Route.Here(var reason) -> serve(exchange, file, reason);
    }
  }

  private void serve(Exchange exchange, CatalogFile file, Reason reason) throws IOException {
    traffic.servedHere(reason);
    headers.servedHere(exchange, reason);
    try {
      boolean answered =
          sender.send(
              exchange,
              file,
              () -> catalog.find(file.path()),
              now -> now.representation(clock.instant()),
              limits.toCallers(),
              traffic::sentToCaller);
      if (!answered) {
        missing(exchange, file.path());
      }
    } catch (IOException e) {
      if (!Sender.isDenied(e)) {
        throw e;
      }
      exchange.answer(
          Problem.of(403, "not-readable", "Forbidden", "the origin may not read this file"));
    }
  }

  private void missing(Exchange exchange, FilePath path) throws IOException {
    if (catalog.directory(path).isPresent()) {
      traffic.count(Outcome.LISTING);
      exchange.put(HttpHeader.LOCATION, HotPath.FILES + path.toUriPath() + "/");
      exchange.put(HttpHeader.CACHE_CONTROL, "no-store");
      exchange.answerEmpty(302);
      return;
    }
    traffic.count(Outcome.NOT_FOUND);
    exchange.answer(Problem.of(404, "unknown-file", "Not Found", "there is no file " + path));
  }

  private static RouteRequest routeRequest(Exchange exchange, CatalogFile file, FileQuery query) {
    var fields = exchange.request().getHeaders();
    return new RouteRequest(
        exchange.method(),
        file.path(),
        versionOf(file),
        file.stat().size(),
        query.direct(),
        fields.contains(HttpHeader.AUTHORIZATION) || fields.contains(HttpHeader.COOKIE),
        file.hasOwnDate() && Precondition.comparesDates(fields),
        fields.get(HttpHeader.RANGE),
        fields.contains(NODE_HEADER),
        query.excluded(),
        (InetSocketAddress) exchange.request().getConnectionMetaData().getRemoteSocketAddress());
  }

  private static @Nullable VersionId versionOf(CatalogFile file) {
    return file.version() == null ? null : file.version().id();
  }
}
