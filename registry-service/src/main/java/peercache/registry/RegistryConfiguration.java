package peercache.registry;

import java.time.Clock;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

@Configuration(proxyBeanMethods = false)
@ConfigurationPropertiesScan
@EnableScheduling
class RegistryConfiguration {
  /** For waits and deadlines of this process; leases end by the database's clock. */
  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
