package peercache.content;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Whatever the server itself refuses (a request that cannot be parsed, headers too large) is a
 * problem answer too.
 */
public final class ProblemErrorHandler extends ErrorHandler {
  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      @Nullable String message,
      @Nullable Throwable cause,
      Callback callback) {
    String title = HttpStatus.getMessage(code);
    // The message of a fault in the server is for its log, not for the caller.
    String detail = code >= 500 || message == null ? title : message;
    Problem.of(code, "http-" + code, title, detail).write(request, response, callback);
  }
}
