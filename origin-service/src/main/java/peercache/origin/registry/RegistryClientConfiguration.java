package peercache.origin.registry;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import peercache.api.RegistryApi;
import peercache.edge.Keyring;
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
    var uri = Optional.ofNullable(properties.registry());
    var timeout = properties.registryTimeout();
    var calls = tls.addTo(HttpClient.newBuilder());
    return new Registry(
        uri.map(at -> client(at, timeout, builder, keyring, calls, requestExecutor)),
        uri.map(at -> client(at, JOIN_TIMEOUT, builder, keyring, calls, requestExecutor)),
        breakers.circuitBreaker(GUARD),
        bulkheads.bulkhead(GUARD),
        timeout,
        requestExecutor);
  }

  private static RegistryApi client(
      URI uri,
      Duration timeout,
      RestClient.Builder builder,
      Keyring keyring,
      HttpClient.Builder calls,
      ExecutorService executor) {
    var client =
        builder
            .clone()
            .baseUrl(uri.toString())
            .defaultHeader(HttpHeaders.AUTHORIZATION, keyring.network().toBearer())
            .requestFactory(transport(timeout, calls, executor))
            .build();
    return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
        .build()
        .createClient(RegistryApi.class);
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
