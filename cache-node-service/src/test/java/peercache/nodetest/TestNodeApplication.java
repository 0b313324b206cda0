package peercache.nodetest;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.actuate.autoconfigure.info.InfoEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.DispatcherServletAutoConfiguration;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import peercache.edge.EdgeConfiguration;

/**
 * The store, the fills and the routes of a node, without its membership. It comes up in a fraction
 * of the time of a whole node, so that each test can have its own.
 */
@SpringBootConfiguration
@ImportAutoConfiguration({
  SslAutoConfiguration.class,
  JettyServletWebServerAutoConfiguration.class,
  DispatcherServletAutoConfiguration.class,
  WebMvcAutoConfiguration.class,
  HealthContributorRegistryAutoConfiguration.class,
  HealthEndpointAutoConfiguration.class,
  InfoEndpointAutoConfiguration.class,
  MetricsAutoConfiguration.class,
  SimpleMetricsExportAutoConfiguration.class,
  CompositeMeterRegistryAutoConfiguration.class
})
@Import(EdgeConfiguration.class)
@ComponentScan({
  "peercache.node.store",
  "peercache.node.limits",
  "peercache.node.fill",
  "peercache.node.content",
  "peercache.node.orders"
})
class TestNodeApplication {}
