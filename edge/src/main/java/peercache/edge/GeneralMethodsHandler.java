package peercache.edge;

import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * In front of a service without a hot path: what is about none of its resources never comes to
 * Spring, which would trace.
 */
final class GeneralMethodsHandler extends Handler.Wrapper {
  GeneralMethodsHandler(Handler spring) {
    super(spring);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    return GeneralMethods.answer(request, response, callback)
        || super.handle(request, response, callback);
  }
}
