package peercache.registry.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers in front of Spring, as Spring would: a third of a look-up's time was Spring's and the
 * servlets'. Only for requests of which nothing is left to refuse but by the feature itself.
 */
@Component
public final class Front {
  private static final String JSON = "application/json";

  private final JsonMapper json;
  private final MeterRegistry meters;
  private final ExecutorService waiting;

  Front(JsonMapper json, MeterRegistry meters, ExecutorService requestExecutor) {
    this.json = json;
    this.meters = meters;
    this.waiting = requestExecutor;
  }

  /** A request with the name that its time is counted under. */
  public record Exchange(String route, Request request, Response response, Callback callback) {}

  /**
   * Whether an answer in JSON is what is asked for, and not by a page of another site, which must
   * not read it; what says more about it is for Spring.
   */
  public static boolean takesJson(Request request) {
    var headers = request.getHeaders();
    String accept = headers.get(HttpHeader.ACCEPT);
    return (accept == null || accept.equals(JSON) || accept.equals("*/*"))
        && !headers.contains(HttpHeader.ORIGIN);
  }

  /**
   * Goes on on a thread that may wait.
   *
   * @param work what is answered, or the failure to tell of
   */
  public void answer(Exchange exchange, Callable<?> work) {
    var sample = Timer.start(meters);
    // Once it is answered, the request is another one.
    String method = exchange.request().getMethod();
    waiting.execute(() -> {
      try {
        int status = finish(exchange, work);
        sample.stop(timer(exchange.route(), method, status));
      } catch (Throwable fault) {
        // Or the request would hang.
        Response.writeError(exchange.request(), exchange.response(), exchange.callback(), fault);
      }
    });
  }

  private int finish(Exchange exchange, Callable<?> work) throws Exception {
    byte[] body;
    try {
      body = json.writeValueAsBytes(work.call());
    } catch (RuntimeException e) {
      var problem = Problems.of(e);
      problem.write(exchange.request(), exchange.response(), exchange.callback());
      return problem.status();
    }
    var response = exchange.response();
    response.setStatus(200);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), exchange.callback());
    return 200;
  }

  /** As Boot counts what Spring answers. */
  private Timer timer(String route, String method, int status) {
    return meters.timer(
        "http.server.requests",
        "error",
        "none",
        "exception",
        "none",
        "method",
        method,
        "outcome",
        status < 400 ? "SUCCESS" : status < 500 ? "CLIENT_ERROR" : "SERVER_ERROR",
        "status",
        Integer.toString(status),
        "uri",
        route);
  }
}
