package peercache.node.intermediary;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import peercache.api.RegistryApi;
import peercache.edge.tls.OutboundTls;
import peercache.node.content.CurrentVersions;
import peercache.node.content.Interceptor;
import peercache.node.content.OriginFiles;
import peercache.node.membership.NodeIdentity;
import peercache.node.origins.OriginDirectory;

/** Wires the intermediate; without hosts there is nothing to wire. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IntermediaryProperties.class)
public class IntermediaryConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(IntermediaryConfiguration.class);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
  private static final Duration FRESHNESS = Duration.ofSeconds(1);

  @Bean
  ServedHosts servedHosts(IntermediaryProperties properties, NodeIdentity identity) {
    return new ServedHosts(properties.hosts(), own(identity));
  }

  @Bean
  Interceptor interceptor(
      IntermediaryProperties properties,
      ServedHosts hosts,
      NodeIdentity identity,
      OriginDirectory origins,
      ObjectProvider<OriginFiles> files,
      RegistryApi registry,
      OutboundTls tls,
      ExecutorService requestExecutor,
      MeterRegistry meters) {
    if (hosts.isEmpty()) {
      return Interceptor.NONE;
    }
    LOG.info("An intermediate for {}, mode {}", hosts, properties.mode());
    return new Intermediary(
        hosts,
        own(identity),
        new Recognition(identity.id().value(), properties.maxHops(), hosts.toString()),
        origins,
        new OriginProxy(identity.id().value(), properties, tls),
        (origin, path, request, response, callback) ->
            files.getObject().serve(origin, path, request, response, callback),
        switch (properties.mode()) {
          case SERVE -> null;
          case REDIRECT -> new HolderRedirect(versions(origins, tls, requestExecutor), registry);
        },
        requestExecutor,
        meters);
  }

  private static Set<Authority> own(NodeIdentity identity) {
    return identity.uris().stream().map(Authority::of).collect(Collectors.toSet());
  }

  private static CurrentVersions versions(
      OriginDirectory origins, OutboundTls tls, ExecutorService executor) {
    var lookUp = new VersionLookUp(origins, httpClient(tls, executor));
    // Without an answer the request goes to the origin itself: no version is of use after its time.
    return new CurrentVersions(FRESHNESS, FRESHNESS, lookUp::ask, System::nanoTime);
  }

  private static HttpClient httpClient(OutboundTls tls, ExecutorService requestExecutor) {
    return tls.addTo(HttpClient.newBuilder())
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(CONNECT_TIMEOUT)
        .executor(requestExecutor)
        .build();
  }

  @Bean
  WebServerFactoryCustomizer<JettyServletWebServerFactory> intermediaryInTheServer(
      Interceptor interceptor) {
    return factory -> {
      if (interceptor instanceof Intermediary intermediary) {
        factory.addServerCustomizers(intermediary::installIn);
      }
    };
  }
}
