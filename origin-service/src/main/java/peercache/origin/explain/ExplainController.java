package peercache.origin.explain;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import peercache.api.FilePath;
import peercache.api.VersionId;
import peercache.content.Problem;
import peercache.edge.OpenTo;
import peercache.edge.Role;
import peercache.edge.caller.IpLiteral;
import peercache.origin.catalog.Catalog;
import peercache.origin.catalog.CatalogFile;
import peercache.origin.membership.Membership;
import peercache.origin.routing.Preview;
import peercache.origin.routing.Route;
import peercache.origin.routing.RoutePreview;
import peercache.origin.routing.RouteRequest;
import peercache.origin.traffic.Traffic;

/** {@code GET /explain/{path}?client=IP}: asks for a route and takes none. */
@RestController
class ExplainController {
  private static final String PREFIX = "/explain/";

  private final Catalog catalog;
  private final RoutePreview routes;
  private final Membership membership;
  private final Traffic traffic;

  ExplainController(Catalog catalog, RoutePreview routes, Membership membership, Traffic traffic) {
    this.catalog = catalog;
    this.routes = routes;
    this.membership = membership;
    this.traffic = traffic;
  }

  @OpenTo(Role.ANYONE)
  @GetMapping("/explain/**")
  ResponseEntity<?> explain(
      HttpServletRequest request, @RequestParam(required = false) @Nullable String client)
      throws IOException {
    FilePath path;
    InetAddress caller;
    try {
      path = FilePath.fromUriPath(request.getRequestURI().substring(PREFIX.length()));
      caller = caller(client == null ? request.getRemoteAddr() : client);
    } catch (IllegalArgumentException e) {
      return problem(Problem.of(400, "bad-request", "Bad Request", String.valueOf(e.getMessage())));
    }
    var file = catalog.find(path);
    return file == null
        ? problem(Problem.of(404, "unknown-file", "Not Found", "there is no file " + path))
        : ResponseEntity.ok(explanation(file, caller));
  }

  private static InetAddress caller(String client) {
    try {
      return IpLiteral.parse(client);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("client " + e.getMessage(), e);
    }
  }

  private static ResponseEntity<byte[]> problem(Problem problem) {
    return ResponseEntity.status(problem.status())
        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
        .body(problem.toJson());
  }

  private Explanation explanation(CatalogFile file, InetAddress caller) {
    VersionId version = file.version() == null ? null : file.version().id();
    var request =
        new RouteRequest(
            "GET",
            file.path(),
            version,
            file.stat().size(),
            false,
            false,
            false,
            null,
            false,
            Set.of(),
            new InetSocketAddress(caller, 0));
    var preview = routes.preview(request);
    var conveyed = version == null ? null : traffic.conveyed(version);
    return new Explanation(
        membership.originId(),
        file.path(),
        version,
        file.stat().size(),
        file.published() == null ? null : file.published().lastModified(),
        caller.getHostAddress(),
        preview.zone(),
        taken(preview),
        preview.registry(),
        new Explanation.Demand(
            Math.round(preview.requestsPerSecond() * 1_000) / 1_000.0, preview.demand()),
        candidates(preview),
        preview.rejected(),
        conveyed == null ? 0 : conveyed.conveyed(),
        conveyed == null ? null : conveyed.ratio());
  }

  private static Explanation.RouteTaken taken(Preview preview) {
    var reason = preview.route().reason();
    return switch (preview.route()) {
      case Route.Here here ->
          new Explanation.RouteTaken("origin", reason.word(), reason.explanation(), null);
      case Route.ToNode(var holder, var alternates, var why) ->
          new Explanation.RouteTaken(
              holder.id().value(), reason.word(), reason.explanation(), preview.uri());
    };
  }

  private static List<Explanation.Candidate> candidates(Preview preview) {
    var candidates = new ArrayList<Explanation.Candidate>();
    for (var ranked : preview.holders()) {
      var holder = ranked.holder();
      var merit = ranked.merit();
      candidates.add(
          new Explanation.Candidate(
              holder.id(),
              candidates.size() + 1,
              holder.tier(),
              holder.state(),
              holder.zone(),
              merit == null ? null : merit.nearness(),
              merit == null ? null : merit.headroom(),
              merit == null ? null : merit.suspicion(),
              holder.baseUri(),
              ranked.connection()));
    }
    return candidates;
  }
}
