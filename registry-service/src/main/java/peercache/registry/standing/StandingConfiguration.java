package peercache.registry.standing;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpCookieHandling;
import org.springframework.boot.http.client.HttpRedirects;
import org.springframework.boot.http.client.JettyHttpClientBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import peercache.edge.Keyring;
import peercache.edge.tls.OutboundTls;
import peercache.registry.address.AddressProperties;
import peercache.registry.node.CheckProperties;
import peercache.registry.node.LeaseProperties;

/** Wires the checks. */
@Configuration(proxyBeanMethods = false)
class StandingConfiguration {
  private static final Duration STEP = Duration.ofMillis(100);
  private static final Duration SWEEP = Duration.ofMillis(500);

  /** Nodes are asked oftener than this, and close a connection later. */
  private static final int IDLE_MILLIS = 20_000;

  /**
   * Connects to accepted addresses only, whatever a name leads to at the moment: addresses are
   * looked at when they are connected to, so a name that leads elsewhere the second time gains
   * nothing.
   */
  @Bean(initMethod = "start", destroyMethod = "stop")
  HttpClient nodeClient(AddressProperties addresses, CheckProperties checks, OutboundTls tls) {
    return builder(tls).build(settings(addresses, checks.timeout()));
  }

  static JettyHttpClientBuilder builder(OutboundTls tls) {
    return new JettyHttpClientBuilder()
        .withClientConnectorCustomizerCustomizer(connector -> configure(connector, tls))
        .withCustomizer(StandingConfiguration::configure);
  }

  static HttpClientSettings settings(AddressProperties addresses, Duration connectTimeout) {
    return HttpClientSettings.defaults()
        .withInetAddressFilter(addresses.rules().filter())
        .withRedirects(HttpRedirects.DONT_FOLLOW)
        .withCookieHandling(HttpCookieHandling.DISABLE)
        .withConnectTimeout(connectTimeout);
  }

  private static void configure(ClientConnector connector, OutboundTls tls) {
    var threads = new QueuedThreadPool(16, 2);
    threads.setName("checks");
    threads.setDaemon(true);
    connector.setSelectors(1);
    connector.setExecutor(threads);
    connector.setSslContextFactory(tls.forJetty());
  }

  private static void configure(HttpClient client) {
    client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "peercache-registry"));
    client.setIdleTimeout(IDLE_MILLIS);
    client.setMaxConnectionsPerDestination(2);
    client.setMaxRequestsQueuedPerDestination(4);
    client.setDestinationIdleTimeout(2L * IDLE_MILLIS);
  }

  @Bean
  Checker checker(
      CheckProperties properties,
      Checks checks,
      HttpClient nodeClient,
      Keyring keyring,
      Standings standings,
      Clock clock,
      MeterRegistry meters) {
    var calls = new NodeCalls(nodeClient, keyring.network(), properties.timeout().toMillis());
    return new Checker(properties, checks, calls, standings, clock, meters);
  }

  @Bean
  Sweep sweep(Doubts doubts, Losses losses, LeaseProperties lease, CheckProperties checks) {
    return new Sweep(doubts, losses, Doubts.lateMillis(lease), checks.every().toMillis());
  }

  @Bean
  SchedulingConfigurer checking(Checker checker, Sweep sweep, CheckProperties properties) {
    return registrar -> {
      if (properties.enabled()) {
        registrar.addFixedDelayTask(() -> checker.step(STEP), STEP);
        registrar.addFixedDelayTask(sweep::look, SWEEP);
      }
    };
  }
}
