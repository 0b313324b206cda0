package peercache.edge;

import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.LifeCycle;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import peercache.content.ProblemErrorHandler;
import peercache.edge.caller.CallerBehindProxies;
import peercache.edge.caller.ProxyProperties;
import peercache.edge.cors.Cors;
import peercache.edge.hotpath.InFlight;
import peercache.edge.hotpath.PlainConnectionFactory;
import peercache.edge.hotpath.PlainHandler;
import peercache.edge.tls.OutboundTls;
import peercache.edge.tls.ServerCertificate;
import peercache.edge.tracing.Tracing;

/**
 * The edge of a service; a service imports it. The {@link Request.Handler} beans that it declares
 * are its hot path, in front of Spring on the same port.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
  AccessProperties.class,
  HttpProperties.class,
  ProxyProperties.class
})
@Import({PublicActuator.class, Cors.Wiring.class, OutboundTls.Wiring.class, Tracing.Wiring.class})
public class EdgeConfiguration {

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
      HttpProperties http,
      ProxyProperties proxies,
      Cors cors,
      ExecutorService requestExecutor,
      InFlight inFlight,
      Farewell farewell,
      Tracing tracing) {
    return factory ->
        factory.addServerCustomizers(server -> {
          server.setErrorHandler(new ProblemErrorHandler());
          new Connections(http).configure(server);
          farewell.say(server);
          var trusted = proxies.proxies();
          CallerBehindProxies.installIn(server, trusted);
          // Without a parse there is nothing to trace.
          PlainConnectionFactory.installIn(
              server, tracing.isOn() ? null : plain.getIfAvailable(), trusted, inFlight);
          ServerCertificate.follow(factory, server);
          var handlers = hotPath.orderedStream().toList();
          putInFront(
              server,
              spring ->
                  tracing.inFrontOf(
                      handlers.isEmpty()
                          ? new GeneralMethodsHandler(spring)
                          : new FrontHandler(
                              firstOf(handlers),
                              spring,
                              requestExecutor,
                              inFlight,
                              http.maxHeaders(),
                              cors),
                      server));
        });
  }

  /** Of all that know a request, the first one that does. */
  private static Request.Handler firstOf(List<Request.Handler> handlers) {
    return handlers.size() == 1
        ? handlers.getFirst()
        : (request, response, callback) -> {
          for (var handler : handlers) {
            if (handler.handle(request, response, callback)) {
              return true;
            }
          }
          return false;
        };
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
  Farewell farewell(HttpProperties http) {
    return new Farewell(http.farewell());
  }

  @Bean
  LogbackMetrics loggedEvents() {
    return new LoggedEvents();
  }

  /** Around all that may refuse a request. */
  @Bean
  FilterRegistrationBean<LingeringFilter> lingeringFilter() {
    var registration =
        new FilterRegistrationBean<>(new LingeringFilter(new Lingering(System::nanoTime)));
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }

  @Bean
  @ConditionalOnMissingBean(ResponseEntityExceptionHandler.class)
  SpringProblems springProblems() {
    return new SpringProblems();
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
}
