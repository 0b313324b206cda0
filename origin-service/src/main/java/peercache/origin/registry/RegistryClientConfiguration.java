package peercache.origin.registry;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
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

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RegistryProperties.class)
class RegistryClientConfiguration {
  private static final String GUARD = "registry";

  /** Nobody waits for a join, so it may take its time. */
  private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(10);

  @Bean
  Registry registry(
      RegistryProperties properties,
      RestClient.Builder builder,
      Keyring keyring,
      OutboundTls tls,
      CircuitBreakerRegistry breakers,
      BulkheadRegistry bulkheads,
      ExecutorService requestExecutor) {
    var uris = properties.registry();
    var timeout = properties.registryTimeout();
    var calls = tls.addTo(HttpClient.newBuilder());
    var clients = new Clients(uris, builder, keyring, calls, requestExecutor);
    return new Registry(
        clients.within(timeout),
        clients.within(JOIN_TIMEOUT),
        breakers.circuitBreaker(GUARD),
        bulkheads.bulkhead(GUARD),
        timeout,
        requestExecutor);
  }

  /** What all clients of the registry's instances have in common. */
  private record Clients(
      List<URI> uris,
      RestClient.Builder builder,
      Keyring keyring,
      HttpClient.Builder calls,
      ExecutorService executor) {

    /**
     * @param timeout of a whole call, also of one that tries every instance in vain
     */
    Optional<RegistryApi> within(Duration timeout) {
      if (uris.isEmpty()) {
        return Optional.empty();
      }
      var share = timeout.dividedBy(uris.size());
      var instances =
          uris.stream()
              .<HttpExchangeAdapter>map(uri -> RestClientAdapter.create(client(uri, share)));
      return Optional.of(
          HttpServiceProxyFactory.builderFor(new FailoverExchange(instances.toList()))
              .build()
              .createClient(RegistryApi.class));
    }

    private RestClient client(URI uri, Duration timeout) {
      return builder
          .clone()
          .baseUrl(uri.toString())
          .defaultHeader(HttpHeaders.AUTHORIZATION, keyring.network().toBearer())
          .requestInitializer(request -> Trace.tell(request.getHeaders()::set))
          .requestFactory(transport(timeout, calls, executor))
          .build();
    }
  }

  /** HTTP/1.1, as an upgrade would cost a round trip; the read timeout is for the whole call. */
  private static JdkClientHttpRequestFactory transport(
      Duration timeout, HttpClient.Builder calls, ExecutorService executor) {
    var client =
        calls
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(timeout)
            .executor(executor)
            .build();
    var factory = new JdkClientHttpRequestFactory(client, executor);
    factory.setReadTimeout(timeout);
    return factory;
  }
}
