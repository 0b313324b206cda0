package peercache.origin.files;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import peercache.api.FilePath;
import peercache.content.Representation;
import peercache.edge.hotpath.EncodedHead;
import peercache.edge.hotpath.PlainAnswer;
import peercache.edge.hotpath.PlainHandler;
import peercache.edge.hotpath.PlainRequest;
import peercache.origin.catalog.Catalog;
import peercache.origin.catalog.CatalogFile;
import peercache.origin.catalog.Version;
import peercache.origin.limits.Limits;
import peercache.origin.routing.Reason;
import peercache.origin.routing.Route;
import peercache.origin.routing.RouteRequest;
import peercache.origin.routing.Router;
import peercache.origin.traffic.Traffic;

/** Plain requests for files: the redirects that need no waiting, and the files at hand. */
@Component
final class PlainReads implements PlainHandler {
  private final Catalog catalog;
  private final Router router;
  private final RouteHeaders headers;
  private final HotCopies copies;
  private final boolean serves;
  private final Traffic traffic;
  private final RedirectHeads redirects = new RedirectHeads();

  PlainReads(
      Catalog catalog,
      Router router,
      RouteHeaders headers,
      HotCopies copies,
      Limits limits,
      Traffic traffic) {
    this.catalog = catalog;
    this.router = router;
    this.headers = headers;
    this.copies = copies;
    this.serves = limits.toCallers() == null; // what is written at once cannot be paced
    this.traffic = traffic;
  }

  /** A target that is no file's is told so on the full way. */
  @Override
  public @Nullable PlainAnswer answer(PlainRequest request) throws IOException {
    String path = request.path();
    if (!path.startsWith(HotPath.FILES)) {
      return null;
    }
    var query = FileQuery.parse(request.query());
    if (query.metalink()) {
      return null;
    }
    var file = catalog.find(FilePath.fromUriPath(path.substring(HotPath.FILES.length())));
    var version = file == null ? null : file.version();
    return file == null || version == null ? null : answer(request, query, file, version);
  }

  private @Nullable PlainAnswer answer(
      PlainRequest request, FileQuery query, CatalogFile file, Version version) {
    var asked =
        new RouteRequest(
            "GET",
            file.path(),
            version.id(),
            file.stat().size(),
            query.direct(),
            false,
            false,
            null,
            false,
            query.excluded(),
            (InetSocketAddress) request.caller());
    var route = router.routeNow(asked).orElse(null);
    return switch (route) {
      case Route.ToNode toNode -> redirect(asked, version, toNode);
      case Route.Here(var reason) -> serve(file, version, reason);
      case null -> null;
    };
  }

  private PlainAnswer redirect(RouteRequest asked, Version version, Route.ToNode route) {
    traffic.redirected(route.reason());
    return PlainAnswer.of(redirects.of(asked, version, route, () -> encode(asked, version, route)));
  }

  private EncodedHead encode(RouteRequest asked, Version version, Route.ToNode route) {
    var fields = headers.redirect(asked, version, route);
    fields.add(Exchange.EMPTY);
    return EncodedHead.of(302, fields);
  }

  private @Nullable PlainAnswer serve(CatalogFile file, Version version, Reason reason) {
    var copy = file.hasOwnDate() || !serves ? null : copies.find(file);
    if (copy == null) {
      return null;
    }
    traffic.servedHere(reason);
    var head = copy.head(reason, () -> encode(file, version, reason));
    return new PlainAnswer(head, -1, copy.body(), traffic::sentToCaller);
  }

  private EncodedHead encode(CatalogFile file, Version version, Reason reason) {
    var fields = new ArrayList<>(headers.here(reason));
    var type = Representation.contentType(file.path().fileName());
    fields.addAll(version.representation().fieldsOfWhole(type));
    return EncodedHead.of(200, fields);
  }
}
