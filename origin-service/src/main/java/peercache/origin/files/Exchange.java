package peercache.origin.files;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import peercache.content.Problem;

/** One request on its way to its answer. */
record Exchange(Request request, Response response, Callback callback) {
  /** The length of an answer without a body. */
  static final HttpField EMPTY = new PreEncodedHttpField(HttpHeader.CONTENT_LENGTH, 0);

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** The same request, with something to do when its answer is over, whatever the end. */
  Exchange before(Runnable end) {
    return new Exchange(request, response, Callback.from(end, callback));
  }

  String method() {
    return request.getMethod();
  }

  boolean isRead() {
    return "GET".equals(method()) || "HEAD".equals(method());
  }

  @Nullable String header(HttpHeader header) {
    return request.getHeaders().get(header);
  }

  void put(HttpHeader header, String value) {
    response.getHeaders().put(header, value);
  }

  /** What may block, and may fail in any way. */
  interface Work {
    void run() throws Exception;
  }

  /** Goes on elsewhere. Whatever is thrown there ends the request, or it would hang. */
  void goOn(Executor executor, Work work) {
    executor.execute(() -> {
      try {
        work.run();
      } catch (Throwable fault) {
        Response.writeError(request, response, callback, fault);
      }
    });
  }

  void answer(Problem problem) {
    challenge(problem);
    problem.write(request, response, callback);
  }

  /** A 401 says how to do better (RFC 9110 section 15.5.2). */
  void challenge(Problem problem) {
    if (problem.status() == 401) {
      put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
  }

  void answerEmpty(int status) {
    response.setStatus(status);
    if (status != 204) {
      response.getHeaders().put(EMPTY);
    }
    response.write(true, NOTHING, callback);
  }
}
