package peercache.node.origins;

import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import peercache.api.RegistryApi;

/** Wires the directory of origins and keeps it fresh. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OriginsProperties.class)
public class OriginsConfiguration {
  @Bean
  KnownOrigins originDirectory(
      OriginsProperties properties, RegistryApi registry, ObjectProvider<Clock> clocks) {
    return new KnownOrigins(
        properties.origins(),
        registry::origins,
        new OriginsFile(properties.dataDirectory().resolve("origins")),
        clocks.getIfUnique(Clock::systemUTC));
  }

  @Bean(initMethod = "start")
  OriginsRefresher originsRefresher(OriginsProperties properties, KnownOrigins origins) {
    return new OriginsRefresher(origins, properties.originsRefresh());
  }
}
