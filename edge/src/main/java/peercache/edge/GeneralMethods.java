package peercache.edge;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import peercache.content.Problem;

/** The methods that are not about a resource of this server (RFC 9110 section 9.3). */
final class GeneralMethods {
  private static final String ALLOWED = "GET, HEAD, OPTIONS";

  private GeneralMethods() {}

  /**
   * @return whether the request was about none
   */
  static boolean answer(Request request, Response response, Callback callback) {
    switch (request.getMethod()) {
      case "TRACE" -> refuse("this server does not trace", request, response, callback);
      case "CONNECT" -> {
        // What follows is meant for the tunnel, and is no request.
        if (request.getConnectionMetaData().getHttpVersion().getVersion() < 20) {
          response.getHeaders().put(HttpHeader.CONNECTION, "close");
        }
        refuse("this server does not tunnel", request, response, callback);
      }
      case "OPTIONS" -> {
        if (!"*".equals(request.getHttpURI().getPath())) {
          return false;
        }
        response.setStatus(204);
        response.getHeaders().put(HttpHeader.ALLOW, ALLOWED);
        response.write(true, ByteBuffer.allocate(0), callback);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void refuse(String why, Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.ALLOW, ALLOWED);
    Problem.of(405, "method-not-allowed", "Method Not Allowed", why)
        .write(request, response, callback);
  }
}
