package peercache.edge.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import peercache.content.Trace;

/** A span around each request, from its head to the last byte of its answer. */
final class TracingHandler extends Handler.Wrapper {
  private static final AttributeKey<Long> STATUS =
      AttributeKey.longKey("http.response.status_code");

  private final Spans spans;

  TracingHandler(Handler handler, Spans spans) {
    super(handler);
    this.spans = spans;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    var span = spans.begin(request);
    request.setAttribute(Trace.ATTRIBUTE, span.getSpanContext().getTraceId());
    Request.addCompletionListener(request, fault -> end(span, response.getStatus(), fault));
    String before = Trace.exchange(Spans.parent(span));
    try {
      return super.handle(request, response, callback);
    } finally {
      Trace.exchange(before);
    }
  }

  private static void end(Span span, int status, @Nullable Throwable fault) {
    span.setAttribute(STATUS, (long) status);
    if (fault != null) {
      span.setStatus(StatusCode.ERROR, fault.toString());
    } else if (status >= 500) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }
}
