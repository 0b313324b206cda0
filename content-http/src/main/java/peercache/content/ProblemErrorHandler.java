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
    // The message of a fault in the server is for its log, not for the caller.
    String detail = code >= 500 || message == null ? "" : message;
    problem(code, detail).write(request, response, callback);
  }

  /**
   * A problem that has nothing to say but its status.
   *
   * @param detail may be empty
   */
  public static Problem problem(int status, String detail) {
    String title = HttpStatus.getMessage(status);
    return Problem.of(status, "http-" + status, title, detail.isEmpty() ? title : detail);
  }
}
