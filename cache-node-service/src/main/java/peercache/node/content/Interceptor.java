package peercache.node.content;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Looks at each request before the node takes it for its own. */
public interface Interceptor {
  /**
   * Called on a network thread: never blocks.
   *
   * @return false if the request is meant for the node itself; otherwise the callback is or will be
   *     completed
   */
  boolean intercept(Request request, Response response, Callback callback) throws Exception;
}
