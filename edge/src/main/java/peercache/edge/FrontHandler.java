package peercache.edge;

import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import peercache.edge.cors.Cors;
import peercache.edge.hotpath.InFlight;

/**
 * Lets a hot path answer on the network's own thread, and hands everything else to Spring on a
 * thread that may block. Because of that hand-over the whole is non-blocking, whatever Spring does.
 */
final class FrontHandler extends Handler.Wrapper {
  /**
   * What RFC 9110 section 4.1 asks of every server at least; more than any URL of the network has,
   * with a path of the greatest length percent-encoded.
   */
  private static final int MAX_TARGET = 8_000;

  private final Request.Handler hotPath;
  private final Executor blocking;
  private final InFlight inFlight;
  private final int maxHeaders;
  private final Cors cors;

  /**
   * @param hotPath never blocks; returns false for what it does not know
   * @param inFlight counts what the hot path answers
   * @param maxHeaders fields in one request
   * @param cors for what the hot path answers
   */
  FrontHandler(
      Request.Handler hotPath,
      Handler spring,
      Executor blocking,
      InFlight inFlight,
      int maxHeaders,
      Cors cors) {
    super(spring);
    this.maxHeaders = maxHeaders;
    this.cors = cors;
    this.hotPath = hotPath;
    this.blocking = blocking;
    this.inFlight = inFlight;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    var page = cors.begin(request);
    if (targetLength(request.getHttpURI()) > MAX_TARGET) {
      Response.writeError(
          request, response, callback, 414, "the target is longer than " + MAX_TARGET + " bytes");
      return true;
    }
    if (request.getHeaders().size() > maxHeaders) {
      Response.writeError(
          request, response, callback, 431, "the request has more than " + maxHeaders + " headers");
      return true;
    }
    if (isAnsweredHot(request, response, callback)) {
      return true;
    }
    if (page != null) {
      page.dismiss();
    }
    if (!GeneralMethods.answer(request, response, callback)) {
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

  private static int targetLength(HttpURI target) {
    String path = target.getPath();
    String query = target.getQuery();
    return (path == null ? 0 : path.length()) + (query == null ? 0 : query.length() + 1);
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
