package peercache.registry.placement;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.springframework.stereotype.Component;
import peercache.edge.Keyring;
import peercache.edge.Role;
import peercache.registry.web.Front;

/**
 * Answers plain look-ups in front of Spring, with the answer that {@link HoldersController} has.
 */
@Component
final class HotLookups implements Request.Handler {
  private static final String ROUTE = "/v1/versions/{id}/holders";

  private final Lookup lookup;
  private final Keyring keyring;
  private final Front front;

  HotLookups(Lookup lookup, Keyring keyring, Front front) {
    this.lookup = lookup;
    this.keyring = keyring;
    this.front = front;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = request.getHttpURI().getPath();
    if (path == null || !isPlain(request)) {
      return false;
    }
    var plain = PlainLookup.of(path, request.getHttpURI().getQuery());
    if (plain == null || (plain.filling() && !isMember(request))) {
      return false;
    }
    front.answer(
        new Front.Exchange(ROUTE, request, response, callback), () -> lookup.find(plain.query()));
    return true;
  }

  /** A body that nobody expects is for Spring as well. */
  private static boolean isPlain(Request request) {
    var headers = request.getHeaders();
    return "GET".equals(request.getMethod())
        && Front.takesJson(request)
        && !headers.contains(HttpHeader.CONTENT_LENGTH)
        && !headers.contains(HttpHeader.TRANSFER_ENCODING);
  }

  private boolean isMember(Request request) {
    return keyring.roleOf(request.getHeaders().get(HttpHeader.AUTHORIZATION)) == Role.MEMBER;
  }
}
