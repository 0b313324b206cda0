package peercache.node.registry;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import peercache.api.RegistryApi;
import peercache.content.Trace;
import peercache.edge.Keyring;
import peercache.edge.instances.FailoverExchange;
import peercache.edge.tls.OutboundTls;

/** Wires the client of the registry. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RegistryProperties.class)
public class RegistryConfiguration {
  /** In the metrics of Resilience4j, and in its properties for those who want other numbers. */
  private static final String GUARD = "registry";

  private static final CircuitBreakerConfig CIRCUIT_BREAKER =
      CircuitBreakerConfig.custom()
          .slidingWindowSize(20)
          .minimumNumberOfCalls(5)
          .failureRateThreshold(50)
          .waitDurationInOpenState(Duration.ofSeconds(2))
          .permittedNumberOfCallsInHalfOpenState(2)
          .ignoreExceptions(RegistryRefusedException.class)
          .build();

  private static final BulkheadConfig BULKHEAD =
      BulkheadConfig.custom().maxConcurrentCalls(64).maxWaitDuration(Duration.ZERO).build();

  /** Fails with {@link RegistryException} only, and tries nothing twice: its callers do. */
  @Bean
  RegistryApi registryApi(
      RegistryProperties properties,
      Keyring keyring,
      OutboundTls tls,
      CircuitBreakerRegistry circuitBreakers,
      BulkheadRegistry bulkheads) {
    var requests = requestFactory(properties, tls);
    var instances =
        properties.registry().stream()
            .<HttpExchangeAdapter>map(
                uri -> RestClientAdapter.create(client(uri, keyring, requests)))
            .toList();
    var guarded =
        new GuardedExchange(
            new FailoverExchange(instances),
            circuitBreakers.circuitBreaker(GUARD, CIRCUIT_BREAKER),
            bulkheads.bulkhead(GUARD, BULKHEAD));
    return HttpServiceProxyFactory.builderFor(guarded).build().createClient(RegistryApi.class);
  }

  private static RestClient client(URI uri, Keyring keyring, ClientHttpRequestFactory requests) {
    return RestClient.builder()
        .baseUrl(uri)
        .defaultHeader(HttpHeaders.AUTHORIZATION, keyring.network().toBearer())
        .requestInitializer(request -> Trace.tell(request.getHeaders()::set))
        .requestFactory(requests)
        .build();
  }

  /**
   * On threads of the system: virtual ones wait in line behind whatever of a fill is being hashed,
   * and a call has to go through several of them before its time is over.
   */
  private static ClientHttpRequestFactory requestFactory(
      RegistryProperties properties, OutboundTls tls) {
    var executor =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("registry-", 1).factory());
    var http =
        tls.addTo(HttpClient.newBuilder())
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(properties.registryConnectTimeout())
            .executor(executor)
            .build();
    var ordinary = new JdkClientHttpRequestFactory(http, executor);
    ordinary.setReadTimeout(
        properties.registryReadTimeout().dividedBy(properties.registry().size()));
    var patient = new JdkClientHttpRequestFactory(http, executor);
    patient.setReadTimeout(properties.registryInventoryTimeout());
    return (uri, method) ->
        (uri.getPath().endsWith("/inventory") ? patient : ordinary).createRequest(uri, method);
  }
}
