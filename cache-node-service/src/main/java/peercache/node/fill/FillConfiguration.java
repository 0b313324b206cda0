package peercache.node.fill;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import javax.net.ssl.SSLContext;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import peercache.api.RegistryApi;
import peercache.edge.Keyring;
import peercache.edge.tls.OutboundTls;
import peercache.node.limits.Limits;
import peercache.node.membership.HoldingListener;
import peercache.node.membership.LocalHoldings;
import peercache.node.membership.NodeIdentity;
import peercache.node.origins.OriginDirectory;
import peercache.node.source.SourceConnections;
import peercache.node.store.VersionStore;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(FillProperties.class)
class FillConfiguration {
  @Bean(initMethod = "start", destroyMethod = "stop")
  OutboundHttp outboundHttp(FillProperties properties, Limits limits, OutboundTls tls) {
    return new OutboundHttp(properties, limits.intake(), tls);
  }

  @Bean
  SourceConnections sourceConnections(FillProperties properties, OutboundTls tls)
      throws NoSuchAlgorithmException {
    var context = tls.context();
    return new SourceConnections(
        context.isPresent() ? context.get() : SSLContext.getDefault(), properties.connectTimeout());
  }

  @Bean(destroyMethod = "close")
  Desks desks(VersionStore store, NodeIdentity node, FillProperties properties) {
    return new Desks(store, node, properties);
  }

  @Bean(destroyMethod = "close")
  Manifests manifests(
      OriginDirectory origins,
      RegistryApi registry,
      NodeIdentity node,
      OutboundHttp http,
      Keyring keyring,
      FillProperties properties,
      MeterRegistry meters) {
    return new Manifests(
        origins, registry, node, new ManifestClient(http, keyring, node.id()), properties, meters);
  }

  @Bean
  Distrust distrust(
      RegistryApi registry, NodeIdentity node, FillProperties properties, MeterRegistry meters) {
    return new Distrust(registry, node, properties.shutOut(), Ticker.systemTicker(), meters);
  }

  @Bean(destroyMethod = "close")
  Fills fills(
      VersionStore store,
      List<HoldingListener> listeners,
      OriginDirectory origins,
      RegistryApi registry,
      NodeIdentity node,
      OutboundHttp http,
      SourceConnections connections,
      Keyring keyring,
      Desks desks,
      Manifests manifests,
      Distrust distrust,
      FillProperties properties,
      Limits limits,
      ExecutorService requestExecutor,
      MeterRegistry meters) {
    var fills =
        new Fills(
            new Fill.Context(
                store,
                listeners,
                origins,
                registry,
                node,
                new SourceClient(connections, keyring, node, limits.intake(), properties),
                new Introduction(http, keyring, node, origins),
                new Blocks(),
                desks,
                manifests,
                distrust,
                new FillMetrics(meters),
                properties,
                requestExecutor));
    Gauge.builder("peercache.node.fills.in.flight", fills, Fills::inFlight).register(meters);
    return fills;
  }

  @Bean
  LocalHoldings localHoldings(VersionStore store, Fills fills) {
    return new NodeHoldings(store, fills);
  }
}
