package peercache.registry;

import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import peercache.api.OperatorApi;
import peercache.api.RegistryApi;
import peercache.registry.schema.Migration;

/** The whole service on a free port, with the clients that services and strangers use. */
public final class RunningRegistry implements AutoCloseable {
  public static final String NETWORK_KEY = "network-key-for-tests-0123456789abcdef";
  public static final String PUBLISHER_KEY = "publisher-key-for-tests-0123456789abcd";

  /** Long, so that a busy machine fails no test; what it is in earnest is said where it matters. */
  static final String CONNECTION_TIMEOUT = "spring.datasource.hikari.connection-timeout";

  private final ConfigurableApplicationContext context;

  private RunningRegistry(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** With leases of an hour: they end when a test says so. Ready, as the database is there. */
  public static RunningRegistry start(TestDatabase database, String... properties) {
    var registry = listen(database, properties);
    registry.migration().join();
    return registry;
  }

  /** What the migration came to. */
  CompletableFuture<Void> migration() {
    return bean(Migration.class).outcome().toCompletableFuture();
  }

  /** Started as any, but whether the database is there is not waited for. */
  static RunningRegistry listen(TestDatabase database, String... properties) {
    var arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--management.server.port=0",
                "--peercache.access-log.enabled=false",
                "--peercache.access.network-key=" + NETWORK_KEY,
                "--peercache.access.publisher-key=" + PUBLISHER_KEY,
                "--peercache.registry.lease=1h",
                // Most tests speak of nodes that are not there.
                "--peercache.registry.check.enabled=false",
                "--peercache.registry.fill.lease=1h",
                "--peercache.registry.fill.assigned-for=1h",
                "--peercache.registry.fill.stall=1h",
                "--" + CONNECTION_TIMEOUT + "=30000",
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password()));
    for (String property : properties) {
      arguments.removeIf(given -> given.startsWith("--" + property.split("=", 2)[0] + "="));
      arguments.add("--" + property);
    }
    return new RunningRegistry(
        new SpringApplicationBuilder(RegistryApplication.class)
            .run(arguments.toArray(String[]::new)));
  }

  /** As a service of the network. */
  public RegistryApi member() {
    return client(NETWORK_KEY, RegistryApi.class);
  }

  /** As somebody without a key. */
  public RegistryApi stranger() {
    return client(null, RegistryApi.class);
  }

  public RegistryApi publisher() {
    return client(PUBLISHER_KEY, RegistryApi.class);
  }

  /** As an operator, with a publisher's key. */
  public OperatorApi operator() {
    return client(PUBLISHER_KEY, OperatorApi.class);
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port("local.server.port") + path);
  }

  public URI managementUri(String path) {
    return URI.create("http://127.0.0.1:" + port("local.management.port") + path);
  }

  /** The database, to look into or to make happen what takes time. */
  public JdbcClient sql() {
    return bean(JdbcClient.class);
  }

  public <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  @Override
  public void close() {
    context.close();
  }

  private int port(String property) {
    return context.getEnvironment().getRequiredProperty(property, Integer.class);
  }

  public <T> T client(@Nullable String key, Class<T> api) {
    var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    var rest =
        RestClient.builder()
            .baseUrl(uri("").toString())
            .requestFactory(new JdkClientHttpRequestFactory(http));
    if (key != null) {
      rest.defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key);
    }
    return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(rest.build()))
        .build()
        .createClient(api);
  }
}
