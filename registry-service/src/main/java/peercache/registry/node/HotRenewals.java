package peercache.registry.node;

import java.io.IOException;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import peercache.api.NodeId;
import peercache.api.NodeRenewal;
import peercache.edge.Keyring;
import peercache.edge.Role;
import peercache.registry.refusal.Refusal;
import peercache.registry.web.Front;
import tools.jackson.databind.json.JsonMapper;

/** Takes plain renewals in front of Spring, with the answer that {@link NodeController} has. */
@Component
final class HotRenewals implements Request.Handler {
  private static final String ROUTE = "/v1/nodes/{id}/renewal";
  private static final String START = "/v1/nodes/";
  private static final String END = "/renewal";

  /** A renewal has some two hundred. */
  private static final int MAX_BODY_BYTES = 1_000;

  private final Renewals renewals;
  private final Keyring keyring;
  private final JsonMapper json;
  private final Front front;

  HotRenewals(Renewals renewals, Keyring keyring, JsonMapper json, Front front) {
    this.renewals = renewals;
    this.keyring = keyring;
    this.json = json;
    this.front = front;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    var id = plainRenewalOf(request);
    if (id == null) {
      return false;
    }
    front.answer(
        new Front.Exchange(ROUTE, request, response, callback),
        () -> renewals.renew(id, read(request)));
    return true;
  }

  /** Whose it is; null if whoever knows the whole grammar is to answer, or to refuse. */
  private @Nullable NodeId plainRenewalOf(Request request) {
    var uri = request.getHttpURI();
    String path = uri.getPath();
    if (!"POST".equals(request.getMethod())
        || path == null
        || path.length() <= START.length() + END.length()
        || !path.startsWith(START)
        || !path.endsWith(END)
        || uri.getQuery() != null) {
      return null;
    }
    var headers = request.getHeaders();
    long length = headers.getLongField(HttpHeader.CONTENT_LENGTH);
    boolean plain =
        "application/json".equals(headers.get(HttpHeader.CONTENT_TYPE))
            && length > 0
            && length <= MAX_BODY_BYTES
            && !headers.contains(HttpHeader.EXPECT)
            && Front.takesJson(request)
            && keyring.roleOf(headers.get(HttpHeader.AUTHORIZATION)) == Role.MEMBER;
    return plain ? id(path.substring(START.length(), path.length() - END.length())) : null;
  }

  private static @Nullable NodeId id(String text) {
    try {
      return new NodeId(text);
    } catch (IllegalArgumentException e) {
      return null; // whoever answers it finds the same, and says so
    }
  }

  private NodeRenewal read(Request request) throws IOException {
    try (var body = Content.Source.asInputStream(request)) {
      byte[] bytes = body.readNBytes(MAX_BODY_BYTES);
      return Optional.ofNullable(json.readValue(bytes, NodeRenewal.class))
          .orElseThrow(() -> new Refusal.BadField("a body", "is needed"));
    }
  }
}
