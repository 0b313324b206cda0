package peercache.edge;

import java.util.concurrent.Executor;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets a hot path answer on the network's own thread, and hands everything else to Spring on a
 * thread that may block. Because of that hand-over the whole is non-blocking, whatever Spring does.
 */
final class FrontHandler extends Handler.Wrapper {
  private final Request.Handler hotPath;
  private final Executor blocking;

  /**
   * @param hotPath never blocks; returns false for what it does not know
   */
  FrontHandler(Request.Handler hotPath, Handler spring, Executor blocking) {
    super(spring);
    this.hotPath = hotPath;
    this.blocking = blocking;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!hotPath.handle(request, response, callback)) {
      blocking.execute(() -> handleBlocking(request, response, callback));
    }
    return true;
  }

  // The callback must be completed whatever was thrown, or the request would hang.
  private void handleBlocking(Request request, Response response, Callback callback) {
    try {
      if (!super.handle(request, response, callback)) {
        Response.writeError(request, response, callback, 404);
      }
    } catch (Throwable fault) {
      Response.writeError(request, response, callback, fault);
    }
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }
}
