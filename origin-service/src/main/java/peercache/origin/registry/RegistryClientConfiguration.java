package peercache.origin.registry;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
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

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RegistryProperties.class)
class RegistryClientConfiguration {
  private static final String GUARD = "registry";

  @Bean
  Registry registry(
      RegistryProperties properties,
      RestClient.Builder builder,
      Keyring keyring,
      CircuitBreakerRegistry breakers,
      BulkheadRegistry bulkheads,
      ExecutorService requestExecutor) {
    var api =
        Optional.ofNullable(properties.registry())
            .map(uri -> {
              var client =
                  builder
                      .clone()
                      .baseUrl(uri.toString())
                      .defaultHeader(HttpHeaders.AUTHORIZATION, keyring.network().toBearer())
                      .requestFactory(transport(properties, requestExecutor))
                      .build();
              return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
                  .build()
                  .createClient(RegistryApi.class);
            });
    return new Registry(
        api,
        breakers.circuitBreaker(GUARD),
        bulkheads.bulkhead(GUARD),
        properties.registryTimeout(),
        requestExecutor);
  }

  /** HTTP/1.1, as an upgrade would cost a round trip; the read timeout is for the whole call. */
  private static JdkClientHttpRequestFactory transport(
      RegistryProperties properties, ExecutorService executor) {
    var client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(properties.registryTimeout())
            .executor(executor)
            .build();
    var factory = new JdkClientHttpRequestFactory(client, executor);
    factory.setReadTimeout(properties.registryTimeout());
    return factory;
  }
}
