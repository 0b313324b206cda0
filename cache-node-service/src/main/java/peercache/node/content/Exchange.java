package peercache.node.content;

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
    problem.write(request, response, callback);
  }

  void redirect(String location) {
    response.setStatus(302);
    response.getHeaders().put(HttpHeader.LOCATION, location);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
    response.write(true, java.nio.ByteBuffer.allocate(0), callback);
  }

  /** Whatever was thrown ends the exchange: an error answer, or an aborted connection. */
  void fail(Throwable fault) {
    Response.writeError(request, response, callback, fault);
  }
}
