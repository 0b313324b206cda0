package peercache.node.content;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import peercache.content.Problem;

/** A request with what is needed to answer it. */
record Exchange(Request request, Response response, Callback callback) {
  boolean isHead() {
    return "HEAD".equals(request.getMethod());
  }

  void answer(Problem problem) {
    if (problem.status() == 401) {
      // It says how to do better (RFC 9110 section 15.5.2).
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
    problem.write(request, response, callback);
  }

  void redirect(String location) {
    response.setStatus(302);
    response.getHeaders().put(HttpHeader.LOCATION, location);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
    response.write(true, ByteBuffer.allocate(0), callback);
  }

  /** An answer for other nodes, true at this moment only; without its body to {@code HEAD}. */
  void answer(byte[] json) {
    var headers = response.getHeaders();
    headers.put(HttpHeader.CONTENT_TYPE, "application/json");
    headers.put(HttpHeader.CONTENT_LENGTH, json.length);
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    response.write(true, isHead() ? ByteBuffer.allocate(0) : ByteBuffer.wrap(json), callback);
  }

  /** Whatever was thrown ends the exchange: an error answer, or an aborted connection. */
  void fail(Throwable fault) {
    Response.writeError(request, response, callback, fault);
  }
}
