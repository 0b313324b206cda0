package peercache.edge.cors;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Set;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Lets pages of other sites read what a hot path answers, with {@code GET} and {@code HEAD} (Fetch
 * Standard, section 3.3). Credentials are never allowed: no answer depends on cookies, so a page
 * reads what anybody could fetch who reaches the service.
 */
public final class Cors {
  private static final HttpField ANY_SITE =
      new PreEncodedHttpField(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, CorsPolicy.ANY);
  private static final HttpField VARY = new PreEncodedHttpField(HttpHeader.VARY, "Origin");
  private static final HttpField EXPOSED =
      new PreEncodedHttpField(
          HttpHeader.ACCESS_CONTROL_EXPOSE_HEADERS,
          "Accept-Ranges, Age, Cache-Status, Content-Disposition, Content-Length, Content-Range, Digest,"
              + " ETag, Link, Location, Peercache-Route, Repr-Digest, Retry-After");
  private static final HttpField METHODS =
      new PreEncodedHttpField(HttpHeader.ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD");
  private static final HttpField HEADERS =
      new PreEncodedHttpField(
          HttpHeader.ACCESS_CONTROL_ALLOW_HEADERS,
          "Cache-Control, If-Match, If-Modified-Since, If-None-Match, If-Range,"
              + " If-Unmodified-Since, Range, Want-Repr-Digest");

  private final CorsPolicy policy;
  private final HttpField maxAge;

  Cors(CorsPolicy policy, Duration maxAge) {
    this.policy = policy;
    this.maxAge = new PreEncodedHttpField(HttpHeader.ACCESS_CONTROL_MAX_AGE, maxAge.toSeconds());
  }

  /** Wires it; the edge imports this. */
  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(CorsProperties.class)
  public static class Wiring {
    @Bean
    Cors cors(CorsProperties properties) {
      return new Cors(new CorsPolicy(Set.copyOf(properties.allowedOrigins())), properties.maxAge());
    }
  }

  /**
   * What an answer that caches keep without asking again says whoever asks: a browser may have
   * stored it for a page that did not need to read it, and give it to one that does.
   */
  public @Nullable HttpField onStoredAnswers() {
    if (policy.varies()) {
      return VARY;
    }
    return policy.allowed().isEmpty() ? null : ANY_SITE;
  }

  /** One cross-origin request, whose answer gets its headers when it is sent, whoever made it. */
  public final class Exchange {
    private final @Nullable String allowed;
    private final boolean preflight;
    private volatile boolean wanted = true;

    private Exchange(@Nullable String allowed, boolean preflight) {
      this.allowed = allowed;
      this.preflight = preflight;
    }

    /** The answer is none that pages of other sites may read; before any of it is sent. */
    public void dismiss() {
      wanted = false;
    }

    private MetaData.@Nullable Response completed(MetaData.@Nullable Response response) {
      if (response == null || !wanted || response.getStatus() < 200) {
        return response;
      }
      var fields = HttpFields.build(response.getHttpFields());
      addTo(fields, allowed, preflight);
      return new MetaData.Response(
          response.getStatus(),
          response.getReason(),
          response.getHttpVersion(),
          fields,
          response.getContentLength(),
          response.getTrailersSupplier());
    }
  }

  /**
   * @return null for a request that is not from another site's page
   */
  public @Nullable Exchange begin(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    if (origin == null || policy.allowed().isEmpty()) {
      return null;
    }
    var exchange = new Exchange(policy.allow(origin), isPreflight(request));
    request.addHttpStreamWrapper(stream -> new Completing(stream, exchange));
    return exchange;
  }

  private static final class Completing extends HttpStream.Wrapper {
    private final Exchange exchange;

    Completing(HttpStream stream, Exchange exchange) {
      super(stream);
      this.exchange = exchange;
    }

    @Override
    public void send(
        MetaData.Request request,
        MetaData.@Nullable Response response,
        boolean last,
        ByteBuffer content,
        Callback callback) {
      super.send(request, exchange.completed(response), last, content, callback);
    }
  }

  private void addTo(HttpFields.Mutable fields, @Nullable String allowed, boolean preflight) {
    if (policy.varies()) {
      fields.ensureField(VARY);
    }
    if (allowed == null) {
      return;
    }
    if (allowed.equals(CorsPolicy.ANY)) {
      fields.put(ANY_SITE);
    } else {
      fields.put(HttpHeader.ACCESS_CONTROL_ALLOW_ORIGIN, allowed);
    }
    if (preflight) {
      fields.put(METHODS);
      fields.put(HEADERS);
      fields.put(maxAge);
    } else {
      fields.put(EXPOSED);
    }
  }

  /** Whether the request asks if another one may be sent (Fetch Standard, section 3.3.2). */
  private static boolean isPreflight(Request request) {
    var headers = request.getHeaders();
    return "OPTIONS".equals(request.getMethod())
        && headers.contains(HttpHeader.ACCESS_CONTROL_REQUEST_METHOD);
  }
}
