package peercache.edge.cors;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Whose pages may read files in a browser.
 *
 * @param allowedOrigins sites as {@code https://example.org} or {@code http://localhost:3000};
 *     {@code *} for all of them; empty for none
 * @param maxAge how long a browser may remember the answer to a preflight
 */
@Validated
@ConfigurationProperties("peercache.cors")
record CorsProperties(
    @DefaultValue("*") List<String> allowedOrigins,
    @DefaultValue("1h") @DurationMin(seconds = 0) @DurationMax(days = 1) Duration maxAge) {
  CorsProperties {
    allowedOrigins = allowedOrigins.stream().map(String::strip).toList();
    for (String origin : allowedOrigins) {
      if (!origin.equals(CorsPolicy.ANY) && !isOrigin(origin)) {
        throw new IllegalArgumentException(
            "peercache.cors.allowed-origins: '" + origin + "' is no scheme://host[:port]");
      }
    }
  }

  private static boolean isOrigin(String text) {
    try {
      var uri = URI.create(text);
      return uri.getHost() != null
          && text.equals(uri.getScheme() + "://" + uri.getRawAuthority())
          && uri.getUserInfo() == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
