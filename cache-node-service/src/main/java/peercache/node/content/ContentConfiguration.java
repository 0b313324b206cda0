package peercache.node.content;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import peercache.edge.cors.Cors;
import peercache.node.limits.Limits;
import peercache.node.membership.NodeIdentity;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ContentProperties.class)
class ContentConfiguration {
  @Bean
  NodeMetrics nodeMetrics(MeterRegistry registry) {
    return new NodeMetrics(registry);
  }

  @Bean
  RoomWatch roomWatch(MeterRegistry registry) {
    return new RoomWatch(registry, System::nanoTime);
  }

  @Bean
  VersionAnswers versionAnswers(
      NodeIdentity node,
      Cors cors,
      Limits limits,
      NodeMetrics metrics,
      ObjectProvider<Clock> clocks) {
    return new VersionAnswers(
        node.id(), cors.onStoredAnswers(), limits, metrics, clocks.getIfUnique(Clock::systemUTC));
  }
}
