package peercache.edge;

import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import peercache.content.ProblemErrorHandler;
import peercache.content.SendfileConnector;
import peercache.edge.hotpath.InFlight;
import peercache.edge.hotpath.PlainConnectionFactory;
import peercache.edge.hotpath.PlainHandler;

/**
 * The edge of a service; a service imports it. If it declares a {@link Request.Handler} bean, that
 * is its hot path, in front of Spring on the same port.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessProperties.class)
@Import(PublicActuator.class)
public class EdgeConfiguration {
  /** Room for a path of the greatest length, percent-encoded, beside ordinary headers. */
  private static final int REQUEST_HEADER_BYTES = 16 * 1024;

  @Bean
  Keyring keyring(AccessProperties properties) {
    return properties.keyring();
  }

  /** Where a request waits: a virtual thread each, as many as there are connections. */
  @Bean(destroyMethod = "shutdownNow")
  ExecutorService requestExecutor() {
    return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
  }

  @Bean
  WebServerFactoryCustomizer<JettyServletWebServerFactory> edgeOfTheServer(
      ObjectProvider<Request.Handler> hotPath,
      ObjectProvider<PlainHandler> plain,
      ExecutorService requestExecutor,
      InFlight inFlight) {
    return factory ->
        factory.addServerCustomizers(server -> {
          SendfileConnector.installIn(server);
          configure(server);
          PlainConnectionFactory.installIn(
              server, plain.getIfAvailable(() -> request -> null), inFlight);
          hotPath.ifAvailable(handler ->
              putInFront(
                  server, spring -> new FrontHandler(handler, spring, requestExecutor, inFlight)));
        });
  }

  @Bean
  InFlight inFlight() {
    return new InFlight();
  }

  @Bean
  HotPathDrain hotPathDrain(InFlight inFlight) {
    return new HotPathDrain(inFlight);
  }

  @Bean
  LogbackMetrics loggedEvents() {
    return new LoggedEvents();
  }

  @Bean
  WebMvcConfigurer doors(Keyring keyring) {
    return new WebMvcConfigurer() {
      @Override
      public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(new DoorInterceptor(keyring));
      }
    };
  }

  /**
   * In front of all that Boot wraps around Spring, which happens after the customizers have run:
   * its statistics of requests cost a tenth of a hit.
   */
  private static void putInFront(Server server, UnaryOperator<Handler> front) {
    server.addEventListener(
        new LifeCycle.Listener() {
          @Override
          public void lifeCycleStarting(LifeCycle starting) {
            server.setHandler(front.apply(server.getHandler()));
          }
        });
  }

  private static void configure(Server server) {
    server.setErrorHandler(new ProblemErrorHandler());
    for (var connector : server.getConnectors()) {
      for (var factory : connector.getConnectionFactories()) {
        if (factory instanceof HttpConfiguration.ConnectionFactory http) {
          var configuration = http.getHttpConfiguration();
          configuration.setRequestHeaderSize(REQUEST_HEADER_BYTES);
          configuration.setSendServerVersion(false);
          // The hot paths read raw targets with a stricter grammar of their own, and name what is
          // wrong.
          configuration.setUriCompliance(UriCompliance.UNSAFE);
        }
      }
    }
  }
}
