package peercache.node.membership;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;
import org.springframework.web.util.UriComponentsBuilder;
import peercache.api.NodeId;
import peercache.api.NodeJoin;
import peercache.api.RegistryApi;
import peercache.edge.tls.OwnScheme;

/** Wires the membership. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({NodeProperties.class, DrainProperties.class})
public class MembershipConfiguration {
  private static final int DEFAULT_PORT = 8082;

  @Bean
  static ZoneReader zoneReader() {
    return new ZoneReader();
  }

  @Bean
  NodeIdentity nodeIdentity(
      NodeProperties properties, Environment environment, ObjectProvider<Clock> clock)
      throws IOException {
    var files = new IdentityFiles(properties.dataDirectory());
    NodeId id = properties.id();
    // Checked and written as it will be announced.
    var announced =
        new NodeJoin(
            baseUri(properties, environment),
            properties.internalUri(),
            properties.zone(),
            1,
            null,
            1);
    return new NodeIdentity(
        id != null ? id : files.nodeId(hostName(), RandomGenerator.getDefault()),
        files.nextIncarnation(clock.getIfUnique(Clock::systemUTC)),
        announced.baseUri(),
        announced.internalUri(),
        properties.zone());
  }

  private static URI baseUri(NodeProperties properties, Environment environment) {
    int port = environment.getProperty("server.port", Integer.class, DEFAULT_PORT);
    URI uri = properties.baseUri();
    return uri != null ? uri : URI.create(OwnScheme.of(environment) + "://localhost:" + port);
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "node";
    }
  }

  @Bean
  MembershipMetrics membershipMetrics(MeterRegistry meters) {
    return new MembershipMetrics(meters);
  }

  @Bean
  HoldingReporter holdingReporter(
      NodeIdentity identity,
      RegistryApi registry,
      ObjectProvider<LocalHoldings> holdings,
      MembershipMetrics metrics) {
    return new HoldingReporter(identity, registry, holdings::getObject, backoff(), metrics);
  }

  @Bean
  Membership membership(
      NodeIdentity identity,
      NodeProperties properties,
      DrainProperties drain,
      RegistryApi registry,
      ObjectProvider<LocalHoldings> holdings,
      HoldingReporter reporter,
      ObjectProvider<OrderTaker> orders,
      MembershipMetrics metrics,
      Environment environment,
      ObjectProvider<Clock> clocks) {
    var clock = clocks.getIfUnique(Clock::systemUTC);
    var lease =
        new LeaseKeeper(
            identity,
            () -> join(identity, properties, holdings.getObject(), environment),
            registry,
            holdings::getObject,
            reporter,
            taken -> orders.forEach(taker -> taker.take(taken)),
            backoff(),
            clock,
            new Throughput(metrics::bytesServed, clock.instant()));
    metrics.observe(lease::isMember, lease::leaseAge, reporter::waiting);
    return new Membership(lease, reporter, drain);
  }

  @Bean
  NamingWatch namingWatch(NodeIdentity identity, RegistryApi registry) {
    return new NamingWatch(identity.id(), registry);
  }

  private static NodeJoin join(
      NodeIdentity identity,
      NodeProperties properties,
      LocalHoldings holdings,
      Environment environment) {
    DataSize max = properties.maxBytesPerSecond();
    URI internal = identity.internalUri();
    return new NodeJoin(
        reachable(identity.baseUri(), environment),
        internal == null ? null : reachable(internal, environment),
        properties.zone(),
        holdings.capacityBytes(),
        max == null ? null : Long.valueOf(max.toBytes()),
        identity.incarnation());
  }

  /** A port that the system chose is known only now that the server runs. */
  private static URI reachable(URI uri, Environment environment) {
    if (uri.getPort() != 0) {
      return uri;
    }
    int port = environment.getRequiredProperty("local.server.port", Integer.class);
    return UriComponentsBuilder.fromUri(uri).port(port).build().toUri();
  }

  private static Backoff backoff() {
    return new Backoff(RandomGenerator.getDefault());
  }
}
