package peercache.edge.tls;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Whom this service trusts when it calls the registry, origins and nodes by https.
 *
 * @param sslBundle name of a bundle under {@code spring.ssl.bundle}; without one the JDK's own
 *     trust store counts
 */
@ConfigurationProperties("peercache.outbound")
record OutboundTlsProperties(@Nullable String sslBundle) {
  OutboundTlsProperties {
    if (sslBundle != null && sslBundle.isBlank()) {
      sslBundle = null;
    }
  }
}
