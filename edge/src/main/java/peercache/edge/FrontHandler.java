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
  private final InFlight inFlight;

  /**
   * @param hotPath never blocks; returns false for what it does not know
   * @param inFlight counts what the hot path answers
   */
  FrontHandler(Request.Handler hotPath, Handler spring, Executor blocking, InFlight inFlight) {
    super(spring);
    this.hotPath = hotPath;
    this.blocking = blocking;
    this.inFlight = inFlight;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (!isAnsweredHot(request, response, callback)) {
      blocking.execute(() -> handleBlocking(request, response, callback));
    }
    return true;
  }

  private boolean isAnsweredHot(Request request, Response response, Callback callback)
      throws Exception {
    inFlight.begin();
    boolean answered = false;
    try {
      answered = hotPath.handle(request, response, new Counted(callback, inFlight));
    } finally {
      if (!answered) {
        inFlight.end();
      }
    }
    return answered;
  }

  private static final class Counted extends Callback.Nested {
    private final InFlight inFlight;

    Counted(Callback callback, InFlight inFlight) {
      super(callback);
      this.inFlight = inFlight;
    }

    @Override
    public void completed() {
      inFlight.end();
    }
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
