package peercache.edge.tracing;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether and how requests are traced.
 *
 * @param endpoint where spans go, by OTLP over HTTP: {@code http://collector:4318/v1/traces};
 *     without it nothing is traced
 * @param share of the requests that come without a decision of their own, 0 to 1
 */
@ConfigurationProperties("peercache.tracing")
public record TracingProperties(@Nullable URI endpoint, @DefaultValue("1") double share) {
  public TracingProperties {
    if (endpoint != null && (endpoint.getHost() == null || endpoint.getScheme() == null)) {
      throw new IllegalArgumentException(
          "peercache.tracing.endpoint must be an absolute http or https URI: " + endpoint);
    }
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("peercache.tracing.share must be 0 to 1: " + share);
    }
  }
}
