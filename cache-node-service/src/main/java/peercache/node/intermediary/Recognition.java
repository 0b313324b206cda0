package peercache.node.intermediary;

import org.jspecify.annotations.Nullable;
import peercache.api.FilePath;
import peercache.api.OriginId;
import peercache.content.MetalinkForm;
import peercache.content.Problem;

/** Decides what becomes of a request. Pure. */
final class Recognition {
  private static final String FILES = "/files/";
  private static final String ALLOWED = "GET, HEAD, PUT, POST, DELETE, OPTIONS";
  private static final Intent OWN_ROUTE = new Intent.OwnRoute();
  private final String pseudonym;
  private final int maxHops;
  private final String servedHosts;

  /**
   * @param pseudonym the name of this node in {@code Via}
   * @param servedHosts for people
   */
  Recognition(String pseudonym, int maxHops, String servedHosts) {
    this.pseudonym = pseudonym;
    this.maxHops = maxHops;
    this.servedHosts = servedHosts;
  }

  Intent decide(Asked asked) {
    if (asked.method().equals("CONNECT")) {
      return notAllowed("no-tunnel", "this intermediate serves files and does not tunnel");
    }
    if (asked.userInfo()) {
      return refused(400, "bad-authority", "Bad Request", "the target has user information");
    }
    var origin = asked.origin();
    if (origin != null) {
      return forOrigin(asked, origin);
    }
    return asked.absoluteForm() && !asked.forThisNode() ? foreign(asked) : OWN_ROUTE;
  }

  private Intent foreign(Asked asked) {
    return refused(
        403,
        "foreign-host",
        "Forbidden",
        "this intermediate serves " + servedHosts + ", and is no proxy to " + asked.authority());
  }

  private Intent forOrigin(Asked asked, OriginId origin) {
    if (asked.method().equals("TRACE")) {
      return notAllowed("no-trace", "this intermediate does not trace");
    }
    var chain = ViaChain.parse(asked.via());
    if (chain.passed(pseudonym)) {
      return loop("the request passed " + pseudonym + " already");
    }
    if (chain.hops() > maxHops) {
      return loop("the request passed " + chain.hops() + " intermediates");
    }
    // What one parser takes for an empty segment, another takes for a host.
    if (asked.path().startsWith("//") || asked.fragment() || asked.path().indexOf('\uFFFD') >= 0) {
      return refused(
          400,
          "bad-target",
          "Bad Request",
          "the target begins with //, has a fragment or no UTF-8");
    }
    var path = asksForFile(asked) ? filePath(asked.path()) : null;
    return path == null ? new Intent.Other(origin) : new Intent.FileOf(origin, path);
  }

  private static boolean asksForFile(Asked asked) {
    boolean reads = asked.method().equals("GET") || asked.method().equals("HEAD");
    return reads
        && asked.path().startsWith(FILES)
        && !asked.path().endsWith("/")
        && !asked.credentials()
        && !isForOriginAlone(asked.query())
        && !MetalinkForm.isPreferred(asked.accept(), asked.path());
  }

  /**
   * With {@code direct} the caller wants the origin's own bytes; with {@code exclude} it was at a
   * node that could not serve it, and must not be sent there again. Only the origin makes
   * Metalinks.
   */
  private static boolean isForOriginAlone(@Nullable String query) {
    if (query == null) {
      return false;
    }
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      String name = equals < 0 ? parameter : parameter.substring(0, equals);
      if (name.equals("direct") || name.equals("exclude") || name.equals(MetalinkForm.PARAMETER)) {
        return true;
      }
    }
    return false;
  }

  /** The origin says what is wrong with a path that is none. */
  private static @Nullable FilePath filePath(String path) {
    try {
      return FilePath.fromUriPath(path.substring(FILES.length()));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Intent notAllowed(String name, String detail) {
    return new Intent.Refused(Problem.of(405, name, "Method Not Allowed", detail), ALLOWED);
  }

  private static Intent loop(String detail) {
    return refused(508, "proxy-loop", "Loop Detected", detail);
  }

  private static Intent refused(int status, String name, String title, String detail) {
    return new Intent.Refused(Problem.of(status, name, title, detail), null);
  }
}
