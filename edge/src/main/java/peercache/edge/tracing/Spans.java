package peercache.edge.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of each request and sends them in batches. A collector that is away costs the spans
 * that do not fit the queue (2,048) and a log line now and then, and no request.
 */
final class Spans implements AutoCloseable {
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
  private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  private static final AttributeKey<String> CALLER = AttributeKey.stringKey("client.address");
  private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
  private static final long STOP_SECONDS = 2;

  private final TextMapPropagator propagator = W3CTraceContextPropagator.getInstance();
  private final SdkTracerProvider provider;
  private final Tracer tracer;

  Spans(URI endpoint, double share, String service) {
    var exporter = OtlpHttpSpanExporter.builder().setEndpoint(endpoint.toString()).build();
    provider =
        SdkTracerProvider.builder()
            .setResource(Resource.create(Attributes.of(SERVICE, service)))
            .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(share)))
            .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
            .build();
    tracer = provider.get("peercache");
  }

  /** Begins the span of a request, in the trace that it names. */
  Span begin(Request request) {
    var uri = request.getHttpURI();
    String path = uri.getPath() == null ? "" : uri.getPath();
    return tracer
        .spanBuilder(name(request.getMethod(), path))
        .setSpanKind(SpanKind.SERVER)
        .setParent(propagator.extract(Context.root(), request.getHeaders(), Headers.GETTER))
        .setAttribute(METHOD, request.getMethod())
        .setAttribute(PATH, path)
        .setAttribute(CALLER, Request.getRemoteAddr(request))
        .setAttribute(PORT, (long) Request.getLocalPort(request))
        .startSpan();
  }

  /** Few names: what follows the first segment is a path, an id or a digest. */
  static String name(String method, String path) {
    int end = path.indexOf('/', 1);
    return method + " " + (end < 0 ? path : path.substring(0, end));
  }

  /** As a request says it that belongs under the span. */
  static String parent(Span span) {
    var context = span.getSpanContext();
    return "00-"
        + context.getTraceId()
        + "-"
        + context.getSpanId()
        + "-"
        + context.getTraceFlags().asHex();
  }

  @Override
  public void close() {
    var _ = provider.shutdown().join(STOP_SECONDS, TimeUnit.SECONDS);
  }

  private enum Headers implements TextMapGetter<HttpFields> {
    GETTER;

    @Override
    public Iterable<String> keys(HttpFields fields) {
      List<String> names = new ArrayList<>();
      for (HttpField field : fields) {
        names.add(field.getName());
      }
      return names;
    }

    @Override
    public @Nullable String get(@Nullable HttpFields fields, String key) {
      return fields == null ? null : fields.get(key);
    }
  }
}
