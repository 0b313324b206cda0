package peercache.node.content;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Looks at each request before the node takes it for its own. */
public interface Interceptor {
  /** For a node that callers ask by its own name only. */
  Interceptor NONE =
      new Interceptor() {
        @Override
        public boolean intercept(Request request, Response response, Callback callback) {
          return false;
        }

        @Override
        public boolean readsHost() {
          return false;
        }
      };

  /** Whether it takes requests in origin-form, by the host that they name. */
  default boolean readsHost() {
    return true;
  }

  /**
   * Called on a network thread: never blocks.
   *
   * @return false if the request is meant for the node itself; otherwise the callback is or will be
   *     completed
   */
  boolean intercept(Request request, Response response, Callback callback) throws Exception;
}
