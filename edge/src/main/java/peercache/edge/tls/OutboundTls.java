package peercache.edge.tls;

import java.net.http.HttpClient;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How this service calls others over TLS.
 *
 * @param context with whom it trusts and what it shows; absent for what the JDK has
 */
public record OutboundTls(Optional<SSLContext> context) {

  /** Wires it; the edge imports this. */
  @Configuration(proxyBeanMethods = false)
  @EnableConfigurationProperties(OutboundTlsProperties.class)
  public static class Wiring {
    @Bean
    OutboundTls outboundTls(OutboundTlsProperties properties, ObjectProvider<SslBundles> bundles) {
      return new OutboundTls(
          Optional.ofNullable(properties.sslBundle())
              .map(name -> bundles.getObject().getBundle(name).createSslContext()));
    }
  }

  public SslContextFactory.Client forJetty() {
    var client = new SslContextFactory.Client();
    context.ifPresent(client::setSslContext);
    return client;
  }

  public HttpClient.Builder addTo(HttpClient.Builder client) {
    context.ifPresent(client::sslContext);
    return client;
  }
}
