package peercache.origin.files;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import peercache.api.FilePath;
import peercache.content.Problem;
import peercache.edge.Door;
import peercache.edge.Keyring;
import peercache.origin.listing.Listings;
import peercache.origin.publishing.Publishing;
import peercache.origin.traffic.Outcome;
import peercache.origin.traffic.Traffic;

/**
 * Answers {@code /files/} and {@code /versions/} on the network's own threads. Reads raw targets:
 * nobody has decoded or normalised them before.
 */
@Component
final class HotPath implements Request.Handler {
  static final String FILES = "/files/";
  static final String VERSIONS = "/versions/";

  private final FileReads files;
  private final VersionReads versions;
  private final Publishing publishing;
  private final Listings listings;
  private final Keyring keyring;
  private final Traffic traffic;
  private final ExecutorService waiting;

  HotPath(
      FileReads files,
      VersionReads versions,
      Publishing publishing,
      Listings listings,
      Keyring keyring,
      Traffic traffic,
      ExecutorService requestExecutor) {
    this.files = files;
    this.versions = versions;
    this.publishing = publishing;
    this.listings = listings;
    this.keyring = keyring;
    this.traffic = traffic;
    this.waiting = requestExecutor;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws IOException {
    String target = request.getHttpURI().getPath();
    if (target == null) {
      return false;
    }
    var exchange = new Exchange(request, response, callback);
    if (target.startsWith(FILES)) {
      file(exchange, target.substring(FILES.length()));
      return true;
    }
    if (target.startsWith(VERSIONS)) {
      version(exchange, target.substring(VERSIONS.length()));
      return true;
    }
    if (target.equals("/files") || target.equals("/")) {
      if (exchange.isRead()) {
        exchange.put(HttpHeader.LOCATION, FILES);
        exchange.answerEmpty(302);
      } else {
        other(exchange, "GET, HEAD, OPTIONS");
      }
      return true;
    }
    return false;
  }

  private void file(Exchange exchange, String rest) throws IOException {
    switch (exchange.method()) {
      case "GET", "HEAD" -> {
        if (rest.isEmpty() || rest.endsWith("/")) {
          list(exchange, rest);
        } else {
          var path = path(exchange, rest);
          if (path != null) {
            files.read(exchange, path);
          }
        }
      }
      case "PUT" -> write(exchange, rest, HotRoute.PUBLISH_FILE);
      case "DELETE" -> write(exchange, rest, HotRoute.REMOVE_FILE);
      default -> other(exchange, "GET, HEAD, PUT, DELETE, OPTIONS");
    }
  }

  private void version(Exchange exchange, String rest) throws IOException {
    if (!exchange.isRead()) {
      other(exchange, "GET, HEAD, OPTIONS");
    } else if (isOpen(exchange, HotRoute.READ_VERSION)) {
      versions.read(exchange, rest);
    }
  }

  private void list(Exchange exchange, String rest) {
    FilePath directory = null;
    if (!rest.isEmpty()) {
      directory = path(exchange, rest.substring(0, rest.length() - 1));
      if (directory == null) {
        return;
      }
    }
    var listed = directory;
    traffic.count(Outcome.LISTING);
    exchange.goOn(
        waiting,
        () ->
            listings.answer(exchange.request(), exchange.response(), exchange.callback(), listed));
  }

  private void write(Exchange exchange, String rest, HotRoute route) {
    var refusal = refusal(exchange, route);
    if (refusal.isPresent()) {
      traffic.count(Outcome.REFUSED);
      exchange.challenge(refusal.get());
      exchange.goOn(
          waiting,
          () ->
              publishing.refuse(
                  exchange.request(), exchange.response(), exchange.callback(), refusal.get()));
      return;
    }
    var path = path(exchange, rest);
    if (path != null) {
      exchange.goOn(
          waiting,
          () ->
              publishing.answer(
                  exchange.request(), exchange.response(), exchange.callback(), path));
    }
  }

  private boolean isOpen(Exchange exchange, HotRoute route) {
    var refusal = refusal(exchange, route);
    if (refusal.isPresent()) {
      traffic.count(Outcome.REFUSED);
      exchange.answer(refusal.get());
    }
    return refusal.isEmpty();
  }

  private Optional<Problem> refusal(Exchange exchange, HotRoute route) {
    return Door.refusal(route.role(), keyring.roleOf(exchange.header(HttpHeader.AUTHORIZATION)));
  }

  /** The path, or null after a 400. */
  private @Nullable FilePath path(Exchange exchange, String raw) {
    try {
      return FilePath.fromUriPath(raw);
    } catch (IllegalArgumentException e) {
      traffic.count(Outcome.BAD_REQUEST);
      exchange.answer(Problem.of(400, "bad-path", "Bad Request", String.valueOf(e.getMessage())));
      return null;
    }
  }

  private void other(Exchange exchange, String allowed) {
    exchange.put(HttpHeader.ALLOW, allowed);
    if ("OPTIONS".equals(exchange.method())) {
      traffic.count(Outcome.OPTIONS);
      exchange.answerEmpty(204);
    } else {
      traffic.count(Outcome.METHOD_NOT_ALLOWED);
      exchange.answer(
          Problem.of(405, "method-not-allowed", "Method Not Allowed", "allowed here: " + allowed));
    }
  }
}
